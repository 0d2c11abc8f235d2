"""An independent OCPP 1.6 station on Debian's python3-websockets, written from the specification alone.

Boots, authorises, waits for RemoteStartTransaction, starts, meters, stops. One JSON line per step on stdout.
Usage: /usr/bin/python3 station.py ws://127.0.0.1:9000/ocpp STATION_ID ID_TAG
"""
import asyncio
import datetime
import json
import sys
import uuid

import websockets


def say(step, data=None):
    print(json.dumps({"step": step, "data": data}), flush=True)


def now():
    return datetime.datetime.now(datetime.timezone.utc).isoformat().replace("+00:00", "Z")


class Station:
    def __init__(self, socket):
        self.socket = socket
        self.waiting = {}
        self.remote_start = asyncio.get_running_loop().create_future()

    async def read(self):
        async for text in self.socket:
            frame = json.loads(text)
            if frame[0] == 2:
                accepted = frame[2] == "RemoteStartTransaction"
                answer = [3, frame[1], {"status": "Accepted"}] if accepted else [4, frame[1], "NotImplemented", frame[2], {}]
                await self.socket.send(json.dumps(answer))
                if accepted:
                    self.remote_start.set_result(frame[3])
            elif frame[0] == 3:
                self.waiting.pop(frame[1]).set_result(frame[2])
            else:
                self.waiting.pop(frame[1]).set_exception(RuntimeError(f"{frame[2]}: {frame[3]}"))

    async def call(self, action, **payload):
        message_id = str(uuid.uuid4())
        future = self.waiting[message_id] = asyncio.get_running_loop().create_future()
        await self.socket.send(json.dumps([2, message_id, action, payload]))
        return await asyncio.wait_for(future, 10)


async def main(url, identity, id_tag):
    async with websockets.connect(f"{url}/{identity}", subprotocols=["ocpp1.6"]) as socket:
        say("connected", socket.subprotocol)
        station = Station(socket)
        reader = asyncio.create_task(station.read())
        say("boot", await station.call("BootNotification", chargePointVendor="PeerWorks", chargePointModel="py-1"))
        for connector in (0, 1):
            await station.call("StatusNotification", connectorId=connector, errorCode="NoError", status="Available", timestamp=now())
        say("authorize", await station.call("Authorize", idTag=id_tag))
        say("ready")
        order = await asyncio.wait_for(station.remote_start, 60)
        say("remoteStart", order)
        start = await station.call("StartTransaction", connectorId=1, idTag=order["idTag"], meterStart=1000, timestamp=now())
        say("start", start)
        for i in range(1, 6):
            await station.call("MeterValues", connectorId=1, transactionId=start["transactionId"], meterValue=[{
                "timestamp": now(),
                "sampledValue": [
                    {"value": str(1000 + i * 100), "measurand": "Energy.Active.Import.Register", "unit": "Wh"},
                    {"value": f"{i * 1.5:.1f}", "measurand": "Power.Active.Import", "unit": "kW"},
                ],
            }])
        say("metered", 5)
        say("stop", await station.call("StopTransaction", transactionId=start["transactionId"], idTag=order["idTag"],
                                       meterStop=1500, timestamp=now(), reason="Local"))
        reader.cancel()
    say("closed")


asyncio.run(main(*sys.argv[1:4]))
