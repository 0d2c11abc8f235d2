"""Plays one UUGreenPower module with Debian's python-can. Usage: /usr/bin/python3 uugreen_module.py PORT ADDRESS SERIAL

Written from public knowledge of the protocol alone: 29-bit identifiers (protocol 1, monitor 1, module, production day, low serial
bits), 8 bytes: group and message type, command, two reserved, a big-endian number. It regulates into 10 ohm. It changes its range
only after two seconds off, and starts only two seconds after that; who asks otherwise is told by a line {"step": "complaint"} and
counted. Prints a JSON line for every change of what it is told.
"""
import json
import sys
import time

import can

SET, SET_REPLY, READ, READ_REPLY, SERIAL_REPLY = range(5)
VOUT, IOUT_SLOW, VREF, ILIM, SHUTDOWN, SERIAL, STATUS = 0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x08
INLET, PFC_TEMP, DCDC_TEMP, IOUT_FAST, GROUP, MODE, MODE_STATUS, VOUT_FAST, TRUE_MODE, CAPABILITY = (
    0x1E, 0x1F, 0x22, 0x30, 0x59, 0x5F, 0x60, 0x62, 0x65, 0x68)
HIGH, LOW = 1, 2
DCDC_NOT_RUNNING = 1 << (3 * 8 + 1)
OHM, MAX_A, MAX_W, REST = 10.0, 100.0, 40_000.0, 1.9

port, address, serial = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3], 16)
reply_id = (1 << 25) | (1 << 21) | (address << 14) | (17 << 9) | (serial & 0x1FF)
is_on, mode, vref, ilim, volts, amps = False, LOW, 0.0, 0.0, 0.0, 0.0
off_at = mode_at = -1e9
complaints = 0


def say(step, data):
    print(json.dumps({"step": step, "data": data}), flush=True)


def complain(text):
    global complaints
    complaints += 1
    say("complaint", text)


def capability():
    return min(MAX_A, MAX_W / max(volts, vref if is_on else 0, 50))


def tell(command):
    answers = {
        VOUT: volts * 1000, VOUT_FAST: volts * 1000, IOUT_SLOW: amps * 1000, IOUT_FAST: amps * 1000,
        VREF: vref * 1000, ILIM: ilim * 1000, CAPABILITY: capability() * 1000,
        STATUS: 0 if is_on else DCDC_NOT_RUNNING,
        INLET: 35_008, PFC_TEMP: 41_000, DCDC_TEMP: 43_500, MODE_STATUS: mode, TRUE_MODE: mode, GROUP: 1, SERIAL: serial,
    }
    return round(answers.get(command, 0))


def obey(command, value, now):
    global is_on, mode, vref, ilim, off_at, mode_at
    if command == VREF and vref != value / 1000:
        vref = value / 1000
        say("voltage", vref)
    elif command == ILIM and ilim != value / 1000:
        ilim = value / 1000
        say("current", ilim)
    elif command == SHUTDOWN:
        wants_on = value == 0
        if wants_on and not is_on and now - mode_at < REST:
            complain("on while the range changes")
        if is_on and not wants_on:
            off_at = now
        if is_on != wants_on:
            is_on = wants_on
            say("on" if is_on else "off", complaints)
    elif command == MODE and mode != value:
        if is_on or now - off_at < REST:
            complain("range while on, or too soon after off")
        else:
            mode, mode_at = value, now
            say("mode", mode)


def regulate(dt):
    global volts, amps
    highest = 1000.0 if mode == HIGH else 500.0
    target = min(vref, highest, OHM * min(ilim, capability())) if is_on else 0.0
    volts = min(target, volts + 500 * dt) if target > volts else max(target, volts - 5000 * dt)
    amps = volts / OHM


with can.Bus(interface="udp_multicast", channel="239.74.163.2", port=port) as bus:
    say("ready", address)
    last = time.monotonic()
    while True:
        frame = bus.recv(0.02)
        now = time.monotonic()
        regulate(now - last)
        last = now
        if frame is None or not frame.is_extended_id or frame.is_remote_frame or frame.dlc != 8:
            continue
        if frame.arbitration_id >> 21 != (1 << 4) | 1 or frame.arbitration_id & 0x3FFF:
            continue
        module = frame.arbitration_id >> 14 & 0x7F
        kind, command = frame.data[0] & 0xF, frame.data[1] & 0x7F
        if module not in (0, address) or kind not in (SET, READ):
            continue
        value = int.from_bytes(frame.data[4:8], "big")
        if kind == SET:
            obey(command, value, now)
        if module == 0:
            continue
        answer = (SET_REPLY, value) if kind == SET else (SERIAL_REPLY if command == SERIAL else READ_REPLY, tell(command))
        data = bytes([frame.data[0] & 0xF0 | answer[0], command, 0, 0]) + answer[1].to_bytes(4, "big")
        bus.send(can.Message(arbitration_id=reply_id, is_extended_id=True, data=data))
