#!/usr/bin/env python3
"""A pretend door in Python, with Confluent's ordinary client: what the Java kit does, in short.

    pretend_door.py BROKERS REGISTRY-URL MARKS-FILE CAMERA PERSON...

Needs confluent_kafka (1.7 or later, with requests) and Apache's avro: on Debian python3-confluent-kafka, python3-requests
and python3-avro. REGISTRY-URL is the root of Confluent's REST API (on Apicurio's server it ends in /apis/ccompat/v7).
One process per marks file. Ctrl-C or SIGTERM ends it.
"""
import fcntl
import io
import json
import os
import signal
import sys
import time

import avro.errors
import avro.io
import avro.schema
import requests
from confluent_kafka import OFFSET_END, Consumer, KafkaException, TopicPartition
from confluent_kafka.schema_registry import SchemaRegistryClient
from confluent_kafka.schema_registry.error import SchemaRegistryError

TOPIC = "identity-events"
AHEAD_AT_MOST = 5.0  # seconds that a camera's clock may be ahead of ours


class Marks:
    """How far we have come; on the disk before anything is done about an event."""

    def __init__(self, path):
        self.path = path
        self.lock = open(path + ".lock", "w", encoding="utf-8")  # until we end, however we end
        fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self.kept = {"offsets": {}, "sequences": {}}
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                self.kept = json.load(file)

    def write(self):
        with open(self.path + ".next", "w", encoding="utf-8") as file:
            json.dump(self.kept, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(self.path + ".next", self.path)
        folder = os.open(os.path.dirname(os.path.abspath(self.path)), os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


class NotAnEvent(Exception):
    pass


class Reader:
    """Bytes in Confluent's wire format to dicts. Each schema is asked for once."""

    def __init__(self, registry_url):
        self.registry = SchemaRegistryClient({"url": registry_url})
        self.readers = {}

    def read(self, value):
        if value is None or len(value) < 5 or value[0] != 0:
            raise NotAnEvent("not in the wire format")
        schema_id = int.from_bytes(value[1:5], "big")
        try:
            if schema_id not in self.readers:
                schema = avro.schema.parse(self.asked(schema_id))
                self.readers[schema_id] = avro.io.DatumReader(schema)
            event = self.readers[schema_id].read(avro.io.BinaryDecoder(io.BytesIO(value[5:])))
            if event["sequence"] < 1 or not event["cameraId"]:
                raise NotAnEvent("an event without a place in its camera's order")
            return event
        except (avro.errors.AvroException, KeyError, TypeError, ValueError, EOFError) as e:
            raise NotAnEvent(f"{type(e).__name__} {e}") from e

    def asked(self, schema_id):
        while True:  # While the registry is away the record waits; if it says no, the record is bad.
            try:
                return self.registry.get_schema(schema_id).schema_str
            except SchemaRegistryError as e:
                if e.http_status_code == 404:
                    raise NotAnEvent(f"no schema {schema_id}") from e
                trouble = e
            except requests.RequestException as e:
                trouble = e
            print("WAITING for the registry:", type(trouble).__name__, flush=True)
            time.sleep(1)


def why_not(event, people):
    """Why the door stays shut; None if it opens, "" if the event is none of its business."""
    now = time.time()
    if event["kind"] != "IDENTIFIED" or event["personId"] is None:
        return ""
    if now > event["expiresAt"].timestamp():
        return "EXPIRED"
    if event["capturedAt"].timestamp() > now + AHEAD_AT_MOST:
        return "FROM_THE_FUTURE"
    return None if event["personId"] in people else "NOT_ALLOWED"


def main(brokers, registry_url, marks_file, camera, *people):
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    marks, reader = Marks(marks_file), Reader(registry_url)
    consumer = Consumer({
        "bootstrap.servers": brokers,
        "group.id": "unused",  # librdkafka wants one; partitions are assigned by hand, and nothing is committed
        "enable.auto.commit": False,
        "isolation.level": "read_committed",
        "auto.offset.reset": "earliest",  # what retention took shows as a gap
        "error_cb": lambda error: print("WAITING for the broker:", error, flush=True),
    })
    try:
        partitions = consumer.list_topics(TOPIC, timeout=10).topics[TOPIC].partitions
        for p in partitions:  # never ran before: from now
            if str(p) not in marks.kept["offsets"]:
                marks.kept["offsets"][str(p)] = consumer.get_watermark_offsets(TopicPartition(TOPIC, p), timeout=10)[1]
        marks.write()
        consumer.assign([TopicPartition(TOPIC, p, marks.kept["offsets"].get(str(p), OFFSET_END)) for p in partitions])
        print("READY", flush=True)
        while True:
            message = consumer.poll(1.0)
            if message is None:
                continue
            if message.error():
                print("WAITING for the broker:", message.error(), flush=True)
                continue
            handle(message, marks, reader, camera, people)
    except KafkaException as e:
        sys.exit(f"Kafka: {e}")
    except KeyboardInterrupt:
        print("CLOSED", flush=True)
    finally:
        consumer.close()


def handle(message, marks, reader, camera, people):
    marks.kept["offsets"][str(message.partition())] = message.offset() + 1
    try:
        event = reader.read(message.value())
    except NotAnEvent as e:
        print("REFUSED BAD_RECORD", e, flush=True)
        return
    if event["cameraId"] != camera:
        return
    what = f"{camera} {event['personId'] or 'nobody-known'} {event['eventId']}"
    mark = marks.kept["sequences"].get(camera, 0)
    if event["sequence"] <= mark:
        print("REFUSED", what, "ALREADY_DECIDED", flush=True)
        return
    if mark and event["sequence"] > mark + 1:
        print("MISSED", event["sequence"] - mark - 1, "events of", camera, flush=True)
    marks.kept["sequences"][camera] = event["sequence"]
    marks.write()  # before the door opens: if we end here, it stays shut
    if event["kind"] in ("CORRECTED", "RETRACTED"):
        print(event["kind"], what, event["corrects"], flush=True)
        return
    reason = why_not(event, people)
    if reason is None:
        print("OPEN", what, flush=True)
    elif reason:
        print("REFUSED", what, reason, flush=True)


if __name__ == "__main__":
    if len(sys.argv) < 6:
        sys.exit(__doc__)
    main(*sys.argv[1:])
