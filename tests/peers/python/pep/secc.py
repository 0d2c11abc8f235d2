"""An independent SECC on Debian's python3-websockets, written from the facts of PEP-WS 1.8 alone: a charge on each of many guns at once.

Usage: /usr/bin/python3 secc.py URL GUN[=V]... [--guns N] [--seconds S] [--voltage V] [--current A] [--max-voltage V] [--near V]
                                [--sessions N] [--spread S] [--probe] [--flood GUN] [--ca FILE]

A gun may name its battery's voltage (GUN3=620). --guns N means GUN1 to GUNN. --spread starts the guns over so many seconds. --probe sends
wrong requests first, which must change nothing. --flood GUN sends requests and rubbish to that gun as fast as the socket takes them, from
a process of its own, while the others charge. Prints one JSON line and ends with 0 when every session came through without a breach.
"""
import argparse
import asyncio
import json
import multiprocessing
import os
import ssl
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from flood import flood  # noqa: E402
from link import Figures, Link  # noqa: E402
from session import Wish, charge  # noqa: E402


def quantile(values, share):
    """In milliseconds; nearest rank."""
    if not values:
        return None
    values = sorted(values)
    return round(values[min(len(values) - 1, int(share * len(values)))] * 1000, 3)


async def run_gun(arguments, index, gun, voltage, figures, tls):
    wish = Wish(voltage, arguments.current, max(arguments.max_voltage, voltage), arguments.seconds, arguments.near)
    outcome = {"gun": gun, "ok": 0}
    link = None
    try:
        await asyncio.sleep(arguments.spread * index / max(1, arguments.count))
        link = await Link.open(arguments.url, gun, figures, tls)
        for session in range(arguments.sessions):
            got = await charge(link, wish, by_reset=(index + session) % 2 == 0, probe=arguments.probe and session == 0)
            outcome.update(got, energyWh=outcome.get("energyWh", 0) + got["energyWh"], ok=outcome["ok"] + 1)
    except Exception as error:
        outcome["why"] = f"{type(error).__name__}: {error}"
    finally:
        if link is not None:
            await link.close()
    return outcome


async def run(arguments, guns, tls):
    figures = Figures()
    outcomes = await asyncio.gather(*(run_gun(arguments, i, gun, voltage, figures, tls) for i, (gun, voltage) in enumerate(guns)))
    jitter = [abs(gap - 0.2) for gap in figures.gaps]
    return {
        "sessions": len(guns) * arguments.sessions,
        "ok": sum(o["ok"] for o in outcomes),
        "statuses": figures.statuses,
        "events": figures.events,
        "requestsHeard": figures.requests,
        "firstStatusMs": quantile(figures.first, 1),
        "jitterMs": {"p50": quantile(jitter, 0.5), "p99": quantile(jitter, 0.99), "p999": quantile(jitter, 0.999), "max": quantile(jitter, 1)},
        "gapMaxMs": quantile(figures.gaps, 1),
        "answers": len(figures.answers),
        "answerMs": {"p50": quantile(figures.answers, 0.5), "p99": quantile(figures.answers, 0.99), "max": quantile(figures.answers, 1)},
        "answersLate": figures.late_answers,
        "energyWh": round(sum(o.get("energyWh", 0) for o in outcomes), 1),
        "failed": [o for o in outcomes if o["ok"] < arguments.sessions],
        "breaches": figures.breaches,
    }


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("url")
    parser.add_argument("gun", nargs="*")
    parser.add_argument("--guns", type=int, default=0)
    for name, default in (("seconds", 5), ("voltage", 400), ("current", 50), ("max-voltage", 500), ("near", 20), ("spread", 0)):
        parser.add_argument(f"--{name}", type=float, default=default)
    parser.add_argument("--sessions", type=int, default=1)
    parser.add_argument("--probe", action="store_true")
    parser.add_argument("--flood")
    parser.add_argument("--ca")
    arguments = parser.parse_args()
    named = [g.partition("=") for g in arguments.gun + [f"GUN{i}" for i in range(1, arguments.guns + 1)]]
    guns = [(gun, float(voltage or arguments.voltage)) for gun, _, voltage in named if gun != arguments.flood]
    arguments.count = len(guns)
    tls = ssl.create_default_context(cafile=arguments.ca) if arguments.url.startswith("wss:") else None

    flooder = heard = None
    if arguments.flood:
        heard, told = multiprocessing.Pipe(duplex=False)
        stop = multiprocessing.Event()
        flooder = multiprocessing.Process(target=flood, args=(arguments.url, arguments.flood, arguments.ca, stop, told), daemon=True)
        flooder.start()
    results = asyncio.run(run(arguments, guns, tls))
    if flooder:
        stop.set()
        results["flood"] = heard.recv() if heard.poll(15) else "the flood did not end"
        flooder.join(5)
    print(json.dumps({"step": "done", "data": results}), flush=True)
    return 0 if results["ok"] == results["sessions"] and not results["breaches"] else 1


if __name__ == "__main__":
    sys.exit(main())
