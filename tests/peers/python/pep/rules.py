"""What PEP-WS 1.8 lets a PECC say, as checks. Each check gives the breaches of one message as text; none: the message is in order."""
import json

KINDS = {"configuration", "cableCheck", "targetValues", "contactorsStatus", "reset"}
CATEGORIES = {"format", "value", "inoperative", "internal", "generic"}
INFOS = {"status", "event"}
REQUESTS = {"getInput", "setOutput", "stopCharging"}
LAST_NUMBER = 2147483647
TOUCHABLE_V = 60.0
RESIDUAL_A = 0.5

STATUS = {
    "measuredVoltage": ("number", 0, None),
    "measuredCurrent": ("number", 0, None),
    "drivenVoltage": ("number", 0, None),
    "drivenCurrent": ("number", 0, None),
    "temperature": ("number", None, None),
    "contactorsStatus": {"open", "closed"},
    "isolationStatus": {"invalid", "valid", "warning", "fault"},
    "operationalStatus": {"operative", "inoperative"},
}
CONFIGURATION = {
    "firmwareVersion": "string",
    "manufacturer": "string",
    "limitVoltageMin": ("number", 0, None),
    "limitVoltageMax": ("number", 0, None),
    "limitCurrentMin": ("number", 0, None),
    "limitCurrentMax": ("number", 0, None),
    "limitPowerMax": ("number", 0, None),
}
CONFIGURATION_OPTIONAL = {
    "limitPowerMin": ("number", 0, None),
    "limitDischargeCurrentMin": ("number", None, 0),
    "limitDischargeCurrentMax": ("number", None, 0),
    "limitDischargePowerMin": ("number", None, 0),
    "limitDischargePowerMax": ("number", None, 0),
    "floatValues": "boolean",
}
ERROR = {"errorCategory": CATEGORIES, "errorDetails": "string"}
EVENT = {"eventDetails": "string"}


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_whole(value):
    return isinstance(value, int) and not isinstance(value, bool)


def field(name, value, rule):
    """What is wrong with one field, or nothing."""
    if isinstance(rule, set):
        return [] if isinstance(value, str) and value in rule else [f"{name} is {value!r}; allowed: {', '.join(sorted(rule))}"]
    if rule == "string":
        return [] if isinstance(value, str) else [f"{name} is {value!r}, not a string"]
    if rule == "boolean":
        return [] if isinstance(value, bool) else [f"{name} is {value!r}, not a boolean"]
    _, low, high = rule
    if not is_number(value):
        return [f"{name} is {value!r}, not a number"]
    if (low is not None and value < low) or (high is not None and value > high):
        return [f"{name} is {value}; allowed: {low} to {high}"]
    return []


def fields(payload, required, optional=None):
    found = []
    for name, rule in required.items():
        found += field(name, payload[name], rule) if name in payload else [f"{name} is missing"]
    for name, rule in (optional or {}).items():
        if name in payload:
            found += field(name, payload[name], rule)
    return found


def once(pairs):
    names = [name for name, _ in pairs]
    if len(names) != len(set(names)):
        raise ValueError(f"a key comes twice: {names}")
    return dict(pairs)


def no_constant(text):
    raise ValueError(f"{text} is not JSON")


def parse(text):
    """The message as an object; ValueError when it is not strict JSON or not an object."""
    if not isinstance(text, str):
        raise ValueError("a binary message")
    message = json.loads(text, object_pairs_hook=once, parse_constant=no_constant)
    if not isinstance(message, dict):
        raise ValueError("not an object")
    return message


def floats_in(value):
    """Whether any number below has a fraction part written."""
    if isinstance(value, dict):
        return any(floats_in(v) for v in value.values())
    if isinstance(value, list):
        return any(floats_in(v) for v in value)
    return isinstance(value, float)


def message(m):
    """Breaches of the envelope and of the payload's schema, whatever came before."""
    kind, payload, number = m.get("kind"), m.get("payload"), m.get("sequenceNumber")
    if not isinstance(kind, str):
        return [f"kind is {kind!r}"]
    if not isinstance(payload, dict):
        return [f"{kind}: payload is {payload!r}"]
    what = m.get("type")
    if what == "info":
        found = [] if "sequenceNumber" not in m else ["an info has a sequence number"]
        if kind not in INFOS:
            return found + [f"a PECC sends no info {kind!r}"]
        return found + fields(payload, STATUS if kind == "status" else EVENT)
    if not is_whole(number) or not 0 <= number <= LAST_NUMBER:
        return [f"{what} {kind}: sequenceNumber is {number!r}"]
    if what == "response":
        if kind not in KINDS:
            return [f"a PECC answers no {kind!r}"]
        return (fields(payload, CONFIGURATION, CONFIGURATION_OPTIONAL) + ordered(payload)) if kind == "configuration" else []
    if what == "error":
        return fields(payload, ERROR)
    if what == "request":
        if kind not in REQUESTS:
            return [f"a PECC requests no {kind!r}"]
        found = [] if number >= 1 else [f"request {kind} has number {number}"]
        if kind == "getInput":
            ids = payload.get("inputIdentifiers")
            if not isinstance(ids, list) or not all(isinstance(i, str) for i in ids):
                found.append(f"inputIdentifiers is {ids!r}")
        if kind == "setOutput" and not isinstance(payload.get("outputValues"), dict):
            found.append(f"outputValues is {payload.get('outputValues')!r}")
        return found
    return [f"type is {what!r}"]


def ordered(configuration):
    """A charger whose least is above its most can be asked for nothing."""
    found = []
    for what in ("Voltage", "Current", "Power"):
        low, high = configuration.get(f"limit{what}Min", 0), configuration.get(f"limit{what}Max")
        if is_number(low) and is_number(high) and low > high:
            found.append(f"limit{what}Min {low} is above limit{what}Max {high}")
    return found


def standby(status):
    """What keeps a status from being that of a charger in standby."""
    found = []
    if status["measuredVoltage"] > TOUCHABLE_V:
        found.append(f"measuredVoltage {status['measuredVoltage']}")
    if status["measuredCurrent"] > RESIDUAL_A:
        found.append(f"measuredCurrent {status['measuredCurrent']}")
    found += [f"{name} {status[name]}" for name in ("drivenVoltage", "drivenCurrent") if status[name] != 0]
    found += [f"{name} {status[name]}" for name, want in (("contactorsStatus", "open"), ("operationalStatus", "operative")) if status[name] != want]
    return found
