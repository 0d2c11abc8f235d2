"""Listens on the lab's bus with Debian's python-can. Usage: /usr/bin/python3 can_sniff.py PORT

Prints {"step": "swing", "data": A} once the module's current (0x300) has passed 20 A.
"""
import json
import sys

import can

with can.Bus(interface="udp_multicast", channel="239.74.163.2", port=int(sys.argv[1])) as bus:
    for frame in bus:
        if frame.arbitration_id == 0x300:
            current = int.from_bytes(frame.data[:2], "little")
            if current > 20:
                print(json.dumps({"step": "swing", "data": current}), flush=True)
                break
