"""One SECC's end of a PEP-WS connection: sends and matches requests, judges everything that comes, keeps the newest status."""
import asyncio
import json
import time

import websockets

import rules

ANSWER_S = 0.5
PERIOD_S = 0.2
DEAD_S = 2.0


class Refused(Exception):
    """The PECC answered with an error."""

    def __init__(self, kind, payload):
        super().__init__(f"{kind}: {payload.get('errorCategory')}: {payload.get('errorDetails')}")
        self.category = payload.get("errorCategory")


class Figures:
    """What all guns of a run saw together."""

    def __init__(self):
        self.statuses, self.gaps, self.first, self.answers = 0, [], [], []
        self.events, self.requests, self.late_answers, self.breaches = 0, 0, 0, []

    def breach(self, gun, text):
        if len(self.breaches) < 200:
            self.breaches.append(f"{gun}: {text}")


class Link:
    def __init__(self, gun, socket, figures):
        self.gun, self.socket, self.figures = gun, socket, figures
        self.number, self.pending, self.pecc_number = 0, None, None
        self.status, self.status_at, self.statuses = None, None, 0
        self.floats, self.configuration = None, None
        self.news = asyncio.Event()
        self.stop_asked = asyncio.Event()
        self.stray_errors = asyncio.Queue()
        self.opened = time.perf_counter()
        self.reader = asyncio.create_task(self.read())

    @classmethod
    async def open(cls, base, gun, figures, tls=None, offers=("pep1.8",)):
        more = {"ssl": tls} if base.startswith("wss:") else {}
        socket = await websockets.connect(f"{base.rstrip('/')}/{gun}", subprotocols=list(offers), compression=None, ping_interval=None, open_timeout=30, **more)
        if socket.subprotocol not in offers:
            figures.breach(gun, f"R4: sub-protocol {socket.subprotocol!r} was chosen of {offers}")
        return cls(gun, socket, figures)

    async def close(self):
        await self.socket.close()
        await asyncio.gather(self.reader, return_exceptions=True)

    def breach(self, text):
        self.figures.breach(self.gun, text)

    async def read(self):
        try:
            async for text in self.socket:
                await self.take(text, time.perf_counter())
        except websockets.ConnectionClosed:
            pass
        finally:
            self.news.set()
            if self.pending and not self.pending[2].done():
                self.pending[2].set_exception(ConnectionError("the socket closed"))

    async def take(self, text, at):
        try:
            m = rules.parse(text)
        except ValueError as bad:
            self.breach(f"not a message: {bad}: {text[:200]!r}")
            return
        found = rules.message(m)
        for what in found:
            self.breach(what)
        if found:
            return
        if self.floats is False and rules.floats_in(m["payload"]):
            self.breach(f"{m['kind']}: fractions although floatValues was not announced: {m['payload']}")
        if m["type"] == "info":
            if m["kind"] == "status":
                self.take_status(m["payload"], at)
            else:
                self.figures.events += 1
        elif m["type"] == "request":
            await self.answer(m)
        else:
            self.take_reply(m, at)

    def take_status(self, status, at):
        figures = self.figures
        figures.statuses += 1
        if self.status_at is None:
            figures.first.append(at - self.opened)
        else:
            gap = at - self.status_at
            # The first gap is the wait for the gun's place in the interval.
            if self.statuses > 1:
                figures.gaps.append(gap)
            if gap > DEAD_S:
                self.breach(f"R23: {gap * 1000:.0f} ms without a status")
        self.status, self.status_at = status, at
        self.statuses += 1
        self.news.set()

    def take_reply(self, m, at):
        if self.pending is None or m["sequenceNumber"] != self.pending[0]:
            if m["type"] == "error":
                self.stray_errors.put_nowait(m)
            else:
                self.breach(f"R29: a response to {m['kind']} with number {m['sequenceNumber']}; pending is {self.pending and self.pending[:2]}")
            return
        _, kind, future, sent = self.pending
        if m["kind"] != kind:
            self.breach(f"R8: {kind} was answered with kind {m['kind']}")
        self.figures.answers.append(at - sent)
        if at - sent > ANSWER_S:
            self.figures.late_answers += 1
        if not future.done():
            future.set_result(m)

    async def answer(self, m):
        """The PECC asks us: numbers go up by one (R27, R28); our pins have no names, so each id is unknown (R15, R16)."""
        self.figures.requests += 1
        number, kind, payload = m["sequenceNumber"], m["kind"], m["payload"]
        if self.pecc_number is not None and number != self.pecc_number % rules.LAST_NUMBER + 1:
            self.breach(f"R27: request {number} follows {self.pecc_number}")
        self.pecc_number = number
        unknown = payload.get("inputIdentifiers") or payload.get("outputValues")
        if unknown:
            await self.send("error", kind, {"errorCategory": "value", "errorDetails": f"unknown: {list(unknown)}"}, number)
            return
        if kind == "stopCharging":
            self.stop_asked.set()
        await self.send("response", kind, {"inputValues": {}} if kind == "getInput" else {}, number)

    async def send(self, what, kind, payload, number=None):
        m = {"type": what, "kind": kind, "payload": payload}
        if number is not None:
            m["sequenceNumber"] = number
        await self.socket.send(json.dumps(m))

    async def info(self, kind, **payload):
        await self.send("info", kind, payload)

    async def request(self, kind, **payload):
        """One request at a time; gives the response's payload, raises Refused on an error."""
        if self.pending is not None:
            raise RuntimeError("two requests at once")
        self.number = self.number % rules.LAST_NUMBER + 1
        future = asyncio.get_running_loop().create_future()
        self.pending = (self.number, kind, future, time.perf_counter())
        try:
            await self.send("request", kind, payload, self.number)
            m = await asyncio.wait_for(future, 5)
        except asyncio.TimeoutError:
            self.breach(f"R8: no answer to {kind} within 5 s")
            raise TimeoutError(f"no answer to {kind}") from None
        finally:
            self.pending = None
        if m["type"] == "error":
            raise Refused(kind, m["payload"])
        if kind == "configuration":
            self.floats, self.configuration = m["payload"].get("floatValues") is True, m["payload"]
        return m["payload"]

    async def until(self, what, seconds, condition):
        """Waits until a status that came after now meets the condition; gives it."""
        end, seen = time.perf_counter() + seconds, self.statuses
        while True:
            if self.statuses > seen and condition(self.status):
                return self.status
            left = end - time.perf_counter()
            if left <= 0:
                raise TimeoutError(f"{what}: not within {seconds} s; status {self.status}")
            if self.socket.closed:
                raise ConnectionError(f"{what}: the socket closed with {self.socket.close_code} {self.socket.close_reason!r}")
            self.news.clear()
            try:
                await asyncio.wait_for(self.news.wait(), left)
            except asyncio.TimeoutError:
                pass
