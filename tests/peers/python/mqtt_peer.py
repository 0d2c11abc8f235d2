"""An independent MQTT client on Debian's python3-paho-mqtt, written from the specification alone.

Runs each scenario against a broker and prints one JSON line for it: {"step": name, "data": "ok"} or what went wrong.
Usage: /usr/bin/python3 mqtt_peer.py 4|5 SETTINGS.json SCENARIO...
"""
import json
import queue
import ssl
import sys
import time
import traceback
import uuid

import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

DEADLINE = 10
VERSION = int(sys.argv[1])
with open(sys.argv[2], encoding="utf-8") as file:
    SETTINGS = json.load(file)


def properties(packet, **values):
    made = Properties(packet)
    for name, value in values.items():
        setattr(made, name, value)
    return made


class Peer:
    """One connection whose callbacks are turned into values that can be waited for."""

    def __init__(self, name="", keep=False, user="alice", password="secret", transport="tcp"):
        self.keep = keep
        self.port = SETTINGS[transport]
        kind = "websockets" if transport == "ws" else "tcp"
        if VERSION == 5:
            self.client = mqtt.Client(name, protocol=mqtt.MQTTv5, transport=kind)
        else:
            self.client = mqtt.Client(name, clean_session=not keep, protocol=mqtt.MQTTv311, transport=kind)
        if user:
            self.client.username_pw_set(user, password)
        self.messages = queue.Queue()
        self.events = queue.Queue()
        self.client.on_connect = lambda c, u, flags, code, *more: self.events.put((int(getattr(code, "value", code)), flags["session present"]))
        self.client.on_subscribe = lambda c, u, mid, granted, *more: self.events.put([int(getattr(g, "value", g)) for g in granted])
        self.client.on_message = lambda c, u, message: self.messages.put(message)

    def tls(self, certificate=True):
        mine = (SETTINGS["certificate"], SETTINGS["key"]) if certificate else (None, None)
        self.client.tls_set(SETTINGS["authority"], *mine, tls_version=ssl.PROTOCOL_TLS_CLIENT)
        return self

    def connect(self, expiry=300):
        """Connects; gives the code and whether there was a session."""
        if VERSION == 5:
            more = properties(PacketTypes.CONNECT, SessionExpiryInterval=expiry if self.keep else 0)
            self.client.connect("localhost", self.port, clean_start=not self.keep, properties=more)
        else:
            self.client.connect("localhost", self.port)
        self.client.loop_start()
        return self.events.get(timeout=DEADLINE)

    def subscribe(self, topic, qos, options=None, more=None):
        if VERSION == 5:
            self.client.subscribe(topic, options=options or SubscribeOptions(qos=qos), properties=more)
        else:
            self.client.subscribe(topic, qos)
        return self.events.get(timeout=DEADLINE)[0]

    def publish(self, topic, payload, qos=1, retain=False, more=None):
        sent = self.client.publish(topic, payload, qos, retain, more if VERSION == 5 else None)
        sent.wait_for_publish(DEADLINE)
        assert sent.is_published(), f"{payload} was not acknowledged"

    def take(self, timeout=DEADLINE):
        return self.messages.get(timeout=timeout)

    def cut(self):
        """Ends the connection without DISCONNECT, as a power cut does it."""
        self.client.on_disconnect = None
        self.client._sock_close()
        self.client.loop_stop(force=True)

    def __enter__(self):
        code, _ = self.connect()
        assert code == 0, f"CONNACK says {code}"
        return self

    def __exit__(self, *_):
        self.client.disconnect()
        self.client.loop_stop()


def topic(name):
    return f"peers/{uuid.uuid4().hex}/{name}"


def equal(expected, actual):
    assert expected == actual, f"expected {expected!r}, got {actual!r}"


def deliver(qos, receiver=None, sender=None):
    """Twenty messages arrive once each, in order, with their QoS."""
    where = topic("delivery")
    with receiver or Peer() as to, sender or Peer() as of:
        equal(qos, to.subscribe(where, qos))
        for i in range(20):
            of.publish(where, f"message {i}", qos)
        got = [to.take() for _ in range(20)]
        equal([f"message {i}" for i in range(20)], [m.payload.decode() for m in got])
        equal({qos}, {m.qos for m in got})
        assert to.messages.empty(), "there is one too many"


def qos0():
    deliver(0)


def qos1():
    deliver(1)


def qos2():
    deliver(2)


def retained():
    where = topic("retained")
    with Peer() as sender:
        sender.publish(where, "first", retain=True)
        sender.publish(where, "kept", retain=True)
        with Peer() as late:
            late.subscribe(where, 1)
            got = late.take()
            equal((b"kept", 1), (got.payload, got.retain))
            sender.publish(where, "live", retain=True)
            got = late.take()
            equal((b"live", 0), (got.payload, got.retain))
        sender.publish(where, "", retain=True)
        with Peer() as later:
            later.subscribe(where, 1)
            sender.publish(where, "marker")
            equal(b"marker", later.take().payload)


def will():
    where = topic("will")
    with Peer() as watcher:
        watcher.subscribe(where, 1)
        calm = Peer()
        calm.client.will_set(where, "not this", 1)
        with calm:
            pass
        doomed = Peer()
        delay = properties(PacketTypes.WILLMESSAGE, WillDelayInterval=1) if VERSION == 5 else None
        doomed.keep = VERSION == 5
        doomed.client.will_set(where, "gone", 1, False, delay)
        equal(0, doomed.connect()[0])
        started = time.monotonic()
        doomed.cut()
        got = watcher.take()
        equal(b"gone", got.payload)
        assert VERSION != 5 or time.monotonic() - started > 0.9, "the will did not wait for its delay"


def session():
    where, name = topic("session"), f"session-{uuid.uuid4().hex}"
    first = Peer(name, keep=True)
    equal((0, 0), first.connect())
    first.subscribe(where, 2)
    first.client.disconnect()
    first.client.loop_stop()
    with Peer() as sender:
        for i in range(6):
            sender.publish(where, f"waiting {i}", qos=1 + i // 3)
    again = Peer(name, keep=True)
    equal((0, 1), again.connect())
    got = [again.take() for _ in range(6)]
    equal([(f"waiting {i}".encode(), 1 + i // 3) for i in range(6)], [(m.payload, m.qos) for m in got])
    again.client.disconnect()
    again.client.loop_stop()
    with Peer(name):
        pass
    clean = Peer(name, keep=True)
    equal((0, 0), clean.connect())
    clean.client.disconnect()
    clean.client.loop_stop()


def shared():
    where = topic("shared")
    with Peer() as one, Peer() as two, Peer() as all_of_it, Peer() as sender:
        for member in (one, two):
            equal(1, member.subscribe(f"$share/group/{where}", 1))
        all_of_it.subscribe(where, 1)
        for i in range(20):
            sender.publish(where, f"{i}")
        for _ in range(20):
            all_of_it.take()
        got = []
        while len(got) < 20:
            for member in (one, two):
                try:
                    got.append((member, int(member.take(timeout=0.1).payload)))
                except queue.Empty:
                    pass
        equal(list(range(20)), sorted(number for _, number in got))
        for member in (one, two):
            assert any(m is member for m, _ in got), "one member did all the work"


def tls():
    deliver(1, Peer(user=None, transport="tls").tls(), Peer(user=None, transport="tls").tls())
    stranger = Peer(user=None, transport="tls").tls(certificate=False)
    try:
        stranger.client.connect("localhost", stranger.port)
        while stranger.events.empty():
            if stranger.client.loop(DEADLINE) != mqtt.MQTT_ERR_SUCCESS:
                return
    except OSError:
        return
    assert stranger.events.get()[0] != 0, "a client without a certificate was let in"


def websocket():
    deliver(2, Peer(transport="ws"), Peer(transport="ws"))


def refused():
    for user, password in (("alice", "wrong"), ("nobody", "secret"), (None, None)):
        stranger = Peer(user=user, password=password)
        code, _ = stranger.connect()
        stranger.client.loop_stop()
        assert code in ((4, 5) if VERSION == 4 else (0x86, 0x87)), f"{user} with {password} got code {code}"
    with Peer(user="boss") as boss, Peer() as alice:
        boss.subscribe("secret/#", 1)
        granted = alice.subscribe("secret/plans", 1)
        assert granted >= 0x80 or not SETTINGS["refusesSubscriptions"], f"a forbidden subscription was granted with {granted}"
        allowed = topic("allowed")
        equal(1, alice.subscribe(allowed, 1))
        alice.publish("secret/plans", "by alice")
        boss.publish("secret/plans", "by boss")
        boss.publish(allowed, "for all")
        equal(b"by boss", boss.take().payload)
        equal(b"for all", alice.take().payload)


def v5_properties():
    where = topic("properties")
    with Peer() as receiver, Peer() as sender:
        receiver.subscribe(where, 1, SubscribeOptions(qos=1), properties(PacketTypes.SUBSCRIBE, SubscriptionIdentifier=268435455))
        more = properties(
            PacketTypes.PUBLISH, ContentType="text/plain", ResponseTopic=f"{where}/answer", CorrelationData=b"\x00\x01\xff", PayloadFormatIndicator=1,
            MessageExpiryInterval=100, UserProperty=[("a", "1"), ("b", "ä"), ("a", "2")])
        sender.publish(where, "with all", more=more)
        got = receiver.take().properties
        equal(("text/plain", f"{where}/answer", b"\x00\x01\xff", 1), (got.ContentType, got.ResponseTopic, got.CorrelationData, got.PayloadFormatIndicator))
        equal([("a", "1"), ("b", "ä"), ("a", "2")], got.UserProperty)
        equal([268435455], got.SubscriptionIdentifier)
        assert 98 <= got.MessageExpiryInterval <= 100, got.MessageExpiryInterval


def v5_options():
    where = topic("options")
    with Peer() as peer, Peer() as sender:
        peer.subscribe(where, 1, SubscribeOptions(qos=1, noLocal=True))
        peer.publish(where, "mine")
        sender.publish(where, "yours")
        equal(b"yours", peer.take().payload)
        sender.publish(f"{where}/kept", "kept", retain=True)
        peer.subscribe(f"{where}/kept", 1, SubscribeOptions(qos=1, retainHandling=SubscribeOptions.RETAIN_DO_NOT_SEND, retainAsPublished=True))
        sender.publish(f"{where}/kept", "live", retain=True)
        got = peer.take()
        equal((b"live", 1), (got.payload, got.retain))
        short = properties(PacketTypes.PUBLISH, MessageExpiryInterval=1)
        sender.publish(f"{where}/late", "stale", retain=True, more=short)
        time.sleep(2.1)
        peer.subscribe(f"{where}/late", 1)
        sender.publish(f"{where}/late", "fresh")
        equal(b"fresh", peer.take().payload)


for scenario in sys.argv[3:]:
    try:
        globals()[scenario]()
        outcome = "ok"
    except Exception:  # Whatever it is, it is the outcome of this scenario, and the next one is run.
        outcome = traceback.format_exc()
    print(json.dumps({"step": scenario, "data": outcome}), flush=True)
