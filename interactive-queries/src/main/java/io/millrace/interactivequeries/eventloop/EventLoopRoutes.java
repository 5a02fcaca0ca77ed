package io.millrace.interactivequeries.eventloop;

import io.micronaut.context.BeanProvider;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts an {@link EventLoopHandler} into each connection of HTTP/1.1. */
@Singleton
final class EventLoopRoutes implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
  /** They need beans that are not there yet when this one is made. */
  private final BeanProvider<EventLoopRoute> routes;

  private final SlowReads slow;
  private volatile @Nullable List<EventLoopRoute> made;

  EventLoopRoutes(BeanProvider<EventLoopRoute> routes, SlowReads slow) {
    this.routes = routes;
    this.slow = slow;
  }

  private List<EventLoopRoute> routes() {
    List<EventLoopRoute> known = made;
    if (known == null) {
      known = routes.stream().toList();
      made = known;
    }
    return known;
  }

  @Override
  public NettyServerCustomizer.Registry onCreated(
      BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
    event.getBean().register(new Listener());
    return event.getBean();
  }

  /** The socket that takes connections. */
  private final class Listener implements NettyServerCustomizer {
    @Override
    public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
      return role == ChannelRole.CONNECTION ? new Connection(channel) : this;
    }
  }

  private final class Connection implements NettyServerCustomizer {
    private final Channel channel;

    Connection(Channel channel) {
      this.channel = channel;
    }

    @Override
    public void onStreamPipelineBuilt() {
      ChannelPipeline pipeline = channel.pipeline();
      if (pipeline.get(ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC) != null
          && pipeline.get(ChannelPipelineCustomizer.HANDLER_MICRONAUT_INBOUND) != null) {
        pipeline.addBefore(
            ChannelPipelineCustomizer.HANDLER_MICRONAUT_INBOUND,
            "millrace-event-loop",
            new EventLoopHandler(routes(), slow));
      }
    }
  }
}
