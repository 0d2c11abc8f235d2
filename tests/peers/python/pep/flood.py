"""A peer that keeps no rule: requests without waiting for answers, rubbish and wrong fields, as fast as the socket takes them."""
import asyncio
import json
import ssl
import time

import websockets

LONGEST_S = 600


def lines():
    number = 0
    while True:
        number += 1
        yield json.dumps({"type": "request", "kind": "configuration", "sequenceNumber": number, "payload": {}})
        yield json.dumps({"type": "request", "kind": "targetValues", "sequenceNumber": number, "payload": {"targetVoltage": "much"}})
        yield '{"type": "request", "kind": '
        yield json.dumps({"type": "info", "kind": "chargingSession", "payload": {"evMaxPowerWatts": number}})


async def pour(base, gun, tls, stop):
    more = {"ssl": tls} if base.startswith("wss:") else {}
    told = {"sent": 0, "responses": 0, "errors": 0, "infos": 0, "closed": 0, "seconds": 0.0}
    begun = time.perf_counter()

    async def hear(socket):
        async for text in socket:
            what = json.loads(text).get("type")
            told["responses" if what == "response" else "errors" if what == "error" else "infos"] += 1

    while not stop.is_set() and time.perf_counter() - begun < LONGEST_S:
        try:
            async with websockets.connect(f"{base.rstrip('/')}/{gun}", subprotocols=["pep1.8"], compression=None, ping_interval=None, close_timeout=0.2, **more) as socket:
                hearing = asyncio.create_task(hear(socket))
                for line in lines():
                    try:
                        await asyncio.wait_for(socket.send(line), 0.5)
                    except asyncio.TimeoutError:
                        # The server reads slowly; the line stays in the buffer.
                        pass
                    told["sent"] += 1
                    if told["sent"] % 8 == 0:
                        await asyncio.sleep(0)
                    if stop.is_set():
                        break
                hearing.cancel()
        except (OSError, websockets.WebSocketException):
            told["closed"] += 1
            await asyncio.sleep(0.1)
    told["seconds"] = round(time.perf_counter() - begun, 1)
    return told


def flood(base, gun, ca, stop, told):
    tls = ssl.create_default_context(cafile=ca) if base.startswith("wss:") else None
    told.send(asyncio.run(pour(base, gun, tls, stop)))
