"""A charge from plug-in to plug-out on one gun, as the sheet's sequence has it, and wrong requests that must change nothing."""
import asyncio
import json
import time

import rules
from link import Refused

TARGET_PERIOD_S = 0.25
CABLE_CHECK_S = 37
PRE_CHARGE_S = 10
SWITCH_S = 20
STANDBY_S = 30


class Wish:
    """What the vehicle wants."""

    def __init__(self, voltage, current, maximum, seconds, near):
        self.voltage, self.current, self.maximum, self.seconds, self.near = voltage, current, maximum, seconds, near


async def charge(link, wish, by_reset, probe):
    """The whole sequence; gives what the vehicle got. Raises with the stage's name on whatever goes wrong."""
    await link.until("standby before the session", STANDBY_S, lambda s: not rules.standby(s))
    configuration = await link.request("configuration")
    maximum = min(wish.maximum, configuration["limitVoltageMax"])
    current = min(wish.current, configuration["limitCurrentMax"], configuration["limitPowerMax"] / maximum)
    if probe:
        await ask_wrongly(link, configuration)
    await link.info("evConnectionState", evConnectionState="connected", vehicleId=f"PEER-{link.gun}")
    await link.info("chargingSession", evMaxVoltageVolts=maximum, evMaxCurrentAmperes=wish.current, evMaxPowerWatts=maximum * wish.current)
    await link.info("evConnectionState", evConnectionState="energyTransferAllowed")

    await link.request("contactorsStatus", contactorsStatus="closed")
    await link.until("contactors closed", SWITCH_S, lambda s: s["contactorsStatus"] == "closed")
    await link.request("contactorsStatus", contactorsStatus="closed")
    await link.request("cableCheck", voltage=maximum)
    checked = await link.until("isolation checked", CABLE_CHECK_S, lambda s: s["isolationStatus"] != "invalid")
    if checked["isolationStatus"] != "valid":
        raise RuntimeError(f"cable check: isolation {checked['isolationStatus']}")

    await pre_charge(link, wish)
    got = await drive(link, wish, maximum, current)
    await targets(link, 0, 0, "postCharge")
    await link.until("current gone", SWITCH_S, lambda s: s["measuredCurrent"] <= 1 and s["drivenCurrent"] == 0)
    await link.info("evConnectionState", evConnectionState="connected")
    if not by_reset:
        await link.request("contactorsStatus", contactorsStatus="open")
        await link.until("standby after contactors open", STANDBY_S, lambda s: not rules.standby(s))
    await link.request("reset")
    await link.until("standby after reset", STANDBY_S, lambda s: not rules.standby(s))
    await link.info("evConnectionState", evConnectionState="disconnected")
    return got


async def targets(link, voltage, current, state, soc=50):
    await link.request("targetValues", targetVoltage=voltage, targetCurrent=current, batteryStateOfCharge=soc, chargingState=state)


async def every(seconds):
    """Wakes on a grid, not a period after the last work ended."""
    due = time.perf_counter()
    while True:
        yield
        due = max(due + seconds, time.perf_counter())
        await asyncio.sleep(due - time.perf_counter())


async def pre_charge(link, wish):
    end = time.perf_counter() + PRE_CHARGE_S
    async for _ in every(TARGET_PERIOD_S):
        await targets(link, wish.voltage, 2, "preCharge")
        if abs(link.status["measuredVoltage"] - wish.voltage) <= wish.near:
            return
        if time.perf_counter() > end:
            raise TimeoutError(f"pre-charge: {link.status['measuredVoltage']} V after {PRE_CHARGE_S} s; wanted {wish.voltage} V")


async def drive(link, wish, maximum, current):
    """Targets every 250 ms for the time of the charge; the charge itself, from measured values."""
    begun = last = time.perf_counter()
    energy, top, asked, seen = 0.0, 0.0, 0, 0
    async for _ in every(TARGET_PERIOD_S):
        now = time.perf_counter()
        if now - begun >= wish.seconds or link.stop_asked.is_set():
            break
        await targets(link, maximum, current, "charge", min(100, 50 + asked / 100))
        if asked % 20 == 0:
            await link.info("chargingSession", timeToFullSocSeconds=max(0, round(wish.seconds - (now - begun))))
        asked += 1
        if link.statuses == seen:
            continue
        seen, status = link.statuses, link.status
        energy += status["measuredVoltage"] * status["measuredCurrent"] * (now - last) / 3600
        last, top = now, max(top, status["measuredCurrent"])
        if status["operationalStatus"] != "operative":
            raise RuntimeError(f"inoperative while charging: {status}")
    if top <= 1 and not link.stop_asked.is_set():
        raise RuntimeError(f"no current came: {link.status}")
    return {"energyWh": round(energy, 2), "topA": round(top, 1), "askedA": round(current, 1), "stopped": link.stop_asked.is_set()}


async def refused(link, rule, category, kind, **payload):
    try:
        await link.request(kind, **payload)
    except Refused as answer:
        if answer.category != category:
            link.breach(f"{rule}: {kind} {payload} was refused as {answer.category}, not {category}")
    else:
        link.breach(f"{rule}: {kind} {payload} was accepted")


async def ask_wrongly(link, configuration):
    """Requests in standby that must be refused or ignored, and must change nothing (R7, R9, R10, R11, R13, R19, A10)."""
    too_much = configuration["limitVoltageMax"] + 1
    await refused(link, "R10", "value", "targetValues", targetVoltage=too_much, targetCurrent=1, batteryStateOfCharge=50, chargingState="charge")
    await refused(link, "R9", "format", "targetValues", targetVoltage=400, targetCurrent=1)
    await refused(link, "R9", "format", "targetValues", targetVoltage=400, targetCurrent=1, batteryStateOfCharge=101, chargingState="charge")
    await refused(link, "R7", "format", "targetValues", targetVoltage=400, targetCurrent=1, batteryStateOfCharge=50, chargingState="PreCharge")
    await refused(link, "R7", "format", "contactorsStatus", contactorsStatus="Closed")
    await refused(link, "A10", "format", "evConnectionState", evConnectionState="connected")
    await targets(link, 400, 10, "charge")
    await still_in_standby(link, "R11, R13")
    await link.request("contactorsStatus", contactorsStatus="open")
    for text in ("{ bad", "[]", json.dumps({"type": "request", "kind": "reset", "payload": {}})):
        while not link.stray_errors.empty():
            link.stray_errors.get_nowait()
        await link.socket.send(text)
        try:
            error = await asyncio.wait_for(link.stray_errors.get(), 5)
        except asyncio.TimeoutError:
            link.breach(f"R18: no error came for {text}")
            continue
        if error["sequenceNumber"] != 0:
            link.breach(f"R19: the error for {text} has number {error['sequenceNumber']}")
        if error["payload"]["errorCategory"] != "format":
            link.breach(f"R9: the error for {text} is {error['payload']['errorCategory']}")
    await still_in_standby(link, "R9, R14")


async def still_in_standby(link, rule):
    for what in rules.standby(await link.until("a status after wrong requests", 5, lambda s: True)):
        link.breach(f"{rule}: a request that must change nothing moved the charger: {what}")
