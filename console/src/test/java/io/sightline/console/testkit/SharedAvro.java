package io.sightline.console.testkit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * A vendor's serde whose registry is a list in this JVM. The console finds it as it finds any vendor's: by a properties file
 * on the class path, so what opens topics is the product's own code throughout. Thread-safe.
 */
public final class SharedAvro {
    private static final List<Schema> SCHEMAS = new ArrayList<>();

    private SharedAvro() {}

    private static int idOf(Schema schema) {
        synchronized (SCHEMAS) {
            int known = SCHEMAS.indexOf(schema);
            if (known >= 0) {
                return known;
            }
            SCHEMAS.add(schema);
            return SCHEMAS.size() - 1;
        }
    }

    private static Schema schema(int id) {
        synchronized (SCHEMAS) {
            return SCHEMAS.get(id);
        }
    }

    /** Tells the schemas over HTTP, as a registry does; the caller stops it. */
    public static HttpServer serve() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/schemas/ids/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            byte[] body = new ObjectMapper()
                    .writeValueAsBytes(Map.of(
                            "schema",
                            schema(Integer.parseInt(path.substring(path.lastIndexOf('/') + 1)))
                                    .toString()));
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    /** In Confluent's wire format. */
    public static final class Writer implements Serializer<SpecificRecord> {
        @Override
        public byte[] serialize(String topic, SpecificRecord value) {
            var bytes = new ByteArrayOutputStream();
            Schema schema = value.getSchema();
            bytes.writeBytes(
                    ByteBuffer.allocate(5).put((byte) 0).putInt(idOf(schema)).array());
            var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            try {
                new SpecificDatumWriter<SpecificRecord>(schema, SpecificData.getForSchema(schema))
                        .write(value, encoder);
                encoder.flush();
            } catch (IOException e) {
                throw new SerializationException(e);
            }
            return bytes.toByteArray();
        }
    }

    /** Likewise. */
    public static final class Reader implements Deserializer<Object> {
        @Override
        public Object deserialize(String topic, byte[] bytes) {
            Schema schema = schema(ByteBuffer.wrap(bytes, 1, 4).getInt());
            try {
                return new SpecificDatumReader<>(schema, schema, SpecificData.getForSchema(schema))
                        .read(null, DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null));
            } catch (IOException e) {
                throw new SerializationException(e);
            }
        }
    }
}
