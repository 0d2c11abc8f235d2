"""Plays the lab's charger module with Debian's python-can. Usage: /usr/bin/python3 can_module.py PORT

0x200 start, 0x201 stop, 0x210 limit (uint16 little-endian, A); sends 0x300 with the current every second, which moves 20 % of the
remaining way to its target. Prints a JSON line for the first of each command.
"""
import json
import sys
import time

import can

running, limit, current, seen = False, 32, 0.0, set()


def say(step):
    if step not in seen:
        seen.add(step)
        print(json.dumps({"step": step}), flush=True)


with can.Bus(interface="udp_multicast", channel="239.74.163.2", port=int(sys.argv[1])) as bus:
    say("ready")
    due = time.monotonic() + 1
    while True:
        frame = bus.recv(max(0.0, due - time.monotonic()))
        if frame is not None and frame.arbitration_id == 0x200:
            running = True
            say("start")
        elif frame is not None and frame.arbitration_id == 0x201:
            running = False
            say("stop")
        elif frame is not None and frame.arbitration_id == 0x210:
            limit = int.from_bytes(frame.data[:2], "little")
            say("limit")
        if time.monotonic() >= due:
            due += 1
            current += ((limit if running else 0) - current) * 0.2
            bus.send(can.Message(arbitration_id=0x300, data=round(current).to_bytes(2, "little"), is_extended_id=False))
