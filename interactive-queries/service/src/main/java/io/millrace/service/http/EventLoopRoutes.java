package io.millrace.service.http;

import io.micronaut.context.BeanProvider;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Adds an {@link EventLoopHandler} to each HTTP/1.1 connection. Until they are {@link #make
 * created} there are no routes: that takes longer than an event loop may be blocked.
 */
@Singleton
public final class EventLoopRoutes
    implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
  /** They need beans that are not there yet when this one is made. */
  private final BeanProvider<EventLoopRoute> routes;

  private final SlowReads slow;
  private final Overload overload;
  private volatile List<EventLoopRoute> made = List.of();

  EventLoopRoutes(BeanProvider<EventLoopRoute> routes, SlowReads slow, Overload overload) {
    this.routes = routes;
    this.slow = slow;
    this.overload = overload;
  }

  /** Makes the routes, before there are connections. */
  public void make() {
    made = routes.stream().toList();
  }

  /** For a server that is no bean. */
  public void addTo(NettyServerCustomizer.Registry server) {
    server.register(new Listener());
  }

  @Override
  public NettyServerCustomizer.Registry onCreated(
      BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
    addTo(event.getBean());
    return event.getBean();
  }

  /** The listening socket. */
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
            new EventLoopHandler(() -> made, slow, overload, channel.eventLoop()));
      }
    }
  }
}
