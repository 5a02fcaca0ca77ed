package io.millrace.benchmarks.reads;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.ConcurrentLinkedQueue;

/** GET and SET of a Redis on this machine, with one connection per concurrent call. */
final class Redis {
  private final int port;
  private final ConcurrentLinkedQueue<Connection> idle = new ConcurrentLinkedQueue<>();

  Redis(int port) {
    this.port = port;
  }

  private record Connection(Socket socket, InputStream in) {}

  byte[] get(String key) throws IOException {
    return call("GET".getBytes(UTF_8), key.getBytes(UTF_8));
  }

  void set(String key, byte[] value) throws IOException {
    var _ = call("SET".getBytes(UTF_8), key.getBytes(UTF_8), value);
  }

  private byte[] call(byte[]... words) throws IOException {
    Connection connection = idle.poll();
    if (connection == null) {
      var socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      connection = new Connection(socket, new BufferedInputStream(socket.getInputStream()));
    }
    connection.socket().getOutputStream().write(request(words));
    byte[] answer = answer(connection.in());
    idle.add(connection);
    return answer;
  }

  private static byte[] request(byte[]... words) throws IOException {
    var request = new ByteArrayOutputStream();
    request.write(("*" + words.length + "\r\n").getBytes(UTF_8));
    for (byte[] word : words) {
      request.write(("$" + word.length + "\r\n").getBytes(UTF_8));
      request.write(word);
      request.write("\r\n".getBytes(UTF_8));
    }
    return request.toByteArray();
  }

  private static byte[] answer(InputStream in) throws IOException {
    String head = line(in);
    if (head.startsWith("+")) {
      return head.getBytes(UTF_8);
    }
    if (!head.startsWith("$") || head.equals("$-1")) {
      throw new IOException("Redis answers " + head);
    }
    byte[] value = in.readNBytes(Integer.parseInt(head.substring(1)));
    String end = line(in);
    if (!end.isEmpty()) {
      throw new IOException("a value must end with its line, but then came " + end);
    }
    return value;
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next != '\r'; next = in.read()) {
      if (next < 0) {
        throw new IOException("Redis closed the connection");
      }
      line.append((char) next);
    }
    int newline = in.read();
    if (newline != '\n') {
      throw new IOException("a line must end with CR LF");
    }
    return line.toString();
  }
}
