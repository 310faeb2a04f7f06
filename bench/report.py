"""Prints the measured times as tables, and compares gfetch with its targets."""

import statistics

YARDSTICK = "bare loop"


class Medians:
    """The results of all runs of one peer with one scenario."""

    def __init__(self, costs):
        self.wrong = next((c["wrong"] for c in costs if c["wrong"]), None)
        self.requests = costs[0]["requests"]
        self.wall = statistics.median(c["wall"] for c in costs)
        self.cpu = statistics.median(
            (c["user"] + c["system"]) / c["requests"] * 1e6 for c in costs)
        self.peak = statistics.median(c["peak_kib"] / 1024 for c in costs)


def medians_of(scenario, taking_part, costs):
    found = {}
    for peer in taking_part:
        own = [c for c in costs
               if (c["scenario"], c["peer"]) == (scenario.name, peer.name)]
        if own:
            found[peer.name] = Medians(own)
    return found


def ratio(value, yardstick):
    return f"{value / yardstick:.2f}"


def row(peer, scenario, medians):
    own, yard = medians[peer.name], medians[YARDSTICK]
    remarks = [peer.note] if peer.note else []
    if own.requests != len(scenario.urls):
        remarks.append(f"{own.requests} URLs, wall time scaled up")
    if own.wrong:
        remarks.append(f"WRONG: {own.wrong}")
    wall = own.wall * len(scenario.urls) / own.requests
    return (f"| {peer.name} | {wall:.3f} | {ratio(wall, yard.wall)} "
            f"| {own.cpu:.1f} | {ratio(own.cpu, yard.cpu)} "
            f"| {own.peak:.1f} | {ratio(own.peak, yard.peak)} "
            f"| {'; '.join(remarks)} |")


def verdict(what, value, target):
    reached = "reached" if value <= target else "MISSED"
    return f"- {what}: {value:.2f} (at most {target:.2f}): {reached}"


def verdicts(scenario, medians):
    """Compares gfetch with its target times."""
    own, yard = medians["gfetch"], medians[YARDSTICK]
    lines = [verdict("CPU per request, to the bare loop",
                     own.cpu / yard.cpu, 1.25)]
    curl = medians.get("curl -Z")
    if curl:
        lines.append(verdict("wall time, to curl -Z", own.wall / curl.wall, 1))
        lines.append(verdict("CPU, to curl -Z", own.cpu / curl.cpu, 1))
    if scenario.ideal:
        lines.append(verdict("wall time, to the ideal",
                             own.wall / scenario.ideal, 1.2))
        lines.append(verdict("peak memory, to the bare loop",
                             own.peak / yard.peak, 1.5))
    return lines


def section(scenario, taking_part, costs):
    medians = medians_of(scenario, taking_part, costs)
    lines = [f"### {scenario.name}: {scenario.what}", "",
             "| | wall s | ratio | CPU us/request | ratio | peak MiB | ratio | |",
             "|---|---|---|---|---|---|---|---|"]
    lines += [row(peer, scenario, medians) for peer in taking_part
              if peer.name in medians]
    if "gfetch" in medians:
        lines += ["", *verdicts(scenario, medians)]
    return "\n".join(lines)


def markdown(chosen, taking_part, costs):
    return "\n\n".join(section(scenario, taking_part, costs)
                       for scenario in chosen)
