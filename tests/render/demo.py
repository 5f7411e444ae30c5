"""A document with every kind of exhibit, in both languages, with text that means harm."""

from __future__ import annotations

from detente.exhibits import (
    Axis,
    Bar,
    BarChart,
    Chart,
    Column,
    Document,
    Exhibit,
    Guide,
    HeatCell,
    HeatMap,
    Interval,
    IntervalChart,
    LineChart,
    Note,
    Point,
    ScatterChart,
    Section,
    Table,
)

HOSTILE = '<script>alert("x")</script>&<img src=x onerror=alert(1)>\x1b[31m{{7*7}}'

TEXTS = {
    "en": {
        "title": "The Strait and the City: what a settlement could hold",
        "subtitle": "Brief on the talks between North and South, as of 15 August 2025",
        "situation": "Situation",
        "method": "Method and inputs",
        "more": "All charts",
        "finding": "A monitored opening of transit in return for a full ceasefire is acceptable to "
        "both parties in 87% of draws; no other package reaches half of that.",
        "finding2": "Without a deal the most stable outcome is the blockade that both call worse.",
        "text": "North and South have met three times since March. Both name the transit corridor "
        "as the issue that decides the rest; the City is affected by every package but is not at "
        "the table.",
        "caution": "The reservation value of South rests on one interview of low confidence.",
        "assumption": "Weights add across issues; there are no interactions beyond those listed.",
        "assumption2": "Parties prefer any acceptable deal now to the same deal later.",
        "packages": "Recommended packages",
        "package": "Package",
        "north": "North",
        "south": "South",
        "red": "Red line kept",
        "contents": "What it contains",
        "deal_a": "Full ceasefire, monitored transit with inspections by a third party, and relief "
        "at 40 percent of the assessed need within ninety days",
        "deal_b": "Air ceasefire only, closed transit",
        "gain": "Gain over no deal",
        "points": "points",
        "frontier": "Frontier",
        "other": "Other acceptable deals",
        "reservation": "reservation value",
        "nash": "Nash",
        "summary": "Twelve deals are acceptable to both; five of them are efficient.",
        "scatter": "What each acceptable deal gives to both parties",
        "weight": "Weight of the issue",
        "bars": "What matters to whom",
        "issues": "Ceasefire|Opening of the transit corridor to monitored civilian traffic|Relief",
        "intervals": "Which judgement moves the result most",
        "heat": "Where the parties stand on each issue",
        "party": "Party",
        "issue": "Issue",
        "line": "Share of draws with an agreement, by what the City pays",
        "share": "Share of draws",
        "pay": "Payment by the City",
        "city": "The City",
        "stacked": "Who gives what",
    },
    "de": {
        "title": "Die Meerenge und die Stadt: was eine Verhandlungslösung enthalten könnte",
        "subtitle": "Vorlage zu den Gesprächen zwischen Nord und Süd, Stand 15. August 2025",
        "situation": "Lage",
        "method": "Methode und Eingaben",
        "more": "Alle Abbildungen",
        "finding": "Eine überwachte Öffnung des Transits gegen eine vollständige Waffenruhe ist in "
        "87 % der Ziehungen für beide Seiten annehmbar; kein anderes Paket erreicht die Hälfte.",
        "finding2": "Ohne Einigung ist die Blockade der stabilste Ausgang, obwohl beide Seiten sie "
        "schlechter bewerten.",
        "text": "Nord und Süd sind seit März dreimal zusammengetroffen. Beide bezeichnen den "
        "Transitkorridor als die Frage, von der alles Übrige abhängt; die Stadt ist von "
        "jedem Paket betroffen, sitzt aber nicht am Tisch.",
        "caution": "Der Vorbehaltswert des Südens beruht auf einem einzigen Gespräch mit geringer "
        "Verlässlichkeit.",
        "assumption": "Die Gewichte addieren sich über die Gegenstände; weitere Wechselwirkungen "
        "als die genannten bestehen nicht.",
        "assumption2": "Jede annehmbare Einigung ist heute mehr wert als dieselbe später.",
        "packages": "Empfohlene Pakete",
        "package": "Paket",
        "north": "Nord",
        "south": "Süd",
        "red": "Rote Linie gewahrt",
        "contents": "Inhalt",
        "deal_a": "Vollständige Waffenruhe, überwachter Transit mit Kontrollen durch einen "
        "Dritten und Hilfslieferungen in Höhe von 40 Prozent des Bedarfs binnen 90 Tagen",
        "deal_b": "Waffenruhe nur in der Luft, Transit geschlossen",
        "gain": "Gewinn gegenüber Nichteinigung",
        "points": "Punkte",
        "frontier": "Effiziente Pakete",
        "other": "Weitere annehmbare Pakete",
        "reservation": "Vorbehaltswert",
        "nash": "Nash",
        "summary": "Zwölf Pakete sind für beide annehmbar; fünf davon sind effizient.",
        "scatter": "Was jedes annehmbare Paket beiden Parteien bringt",
        "weight": "Gewicht des Gegenstands",
        "bars": "Wem was wichtig ist",
        "issues": "Waffenruhe|Öffnung des Transitkorridors für überwachten zivilen "
        "Durchgangsverkehr|Hilfslieferungsberechtigungsscheinverfahren",
        "intervals": "Welche Einschätzung das Ergebnis am stärksten bewegt",
        "heat": "Wo die Parteien bei jedem Gegenstand stehen",
        "party": "Partei",
        "issue": "Gegenstand",
        "line": "Anteil der Ziehungen mit Einigung nach der Zahlung der Stadt",
        "share": "Anteil der Ziehungen",
        "pay": "Zahlung der Stadt",
        "city": "Die Stadt",
        "stacked": "Wer was gibt",
    },
}


def scatter(language: str) -> ScatterChart:
    t = TEXTS[language]
    frontier = ((38, 82), (52, 74.5), (63, 66), (74, 52), (81, 41.5))
    tags = ("", t["nash"] + " · Kalai-Smorodinsky", "Utilitarian", "", "")
    inner = ((40, 60), (45, 55), (52, 50), (60, 47), (66, 44), (48, 66), (42, 45))
    return ScatterChart(
        t["scatter"],
        Axis(t["north"], t["points"], 0, 100),
        Axis(t["south"], t["points"], 0, 100),
        (
            *(
                Point(x, y, t["frontier"], f"{t['package']} {i + 1}", tag)
                for i, ((x, y), tag) in enumerate(zip(frontier, tags, strict=True))
            ),
            *(Point(x, y, t["other"]) for x, y in inner),
            *(Point(x, 90 - x * 1.1) for x in range(5, 70, 7)),
        ),
        (t["frontier"], t["other"]),
        (Guide("x", 35, t["reservation"]), Guide("y", 40, t["reservation"])),
        summary=t["summary"],
        note=t["caution"],
    )


def bars(language: str) -> BarChart:
    t = TEXTS[language]
    issues = t["issues"].split("|")
    return BarChart(
        t["bars"],
        Axis(t["weight"], "%"),
        tuple(
            Bar(issue, value, party, low=value - 7.5, high=value + 9)
            for issue, values in zip(issues, ((22.5, 48), (57.5, 31), (20, 21)), strict=True)
            for party, value in zip((t["north"], t["south"]), values, strict=True)
        ),
        (t["north"], t["south"]),
        guides=(Guide("x", 33.3, "1/3"),),
        summary=t["summary"],
    )


def stacked(language: str) -> BarChart:
    t = TEXTS[language]
    return BarChart(
        t["stacked"],
        Axis(t["gain"], t["points"]),
        tuple(
            Bar(f"{t['package']} {i}", value, party)
            for i, values in enumerate(((12, 30, 5), (-8, 24, 16), (1250.5, 600, 80)), 1)
            for party, value in zip((t["north"], t["south"], t["city"]), values, strict=True)
            if i < 3
        ),
        (t["north"], t["south"], t["city"]),
        stacked=True,
    )


def intervals(language: str) -> IntervalChart:
    t = TEXTS[language]
    issues = t["issues"].split("|")
    ranges = ((0.31, 0.62, 0.87), (0.55, 0.62, 0.7), (0.6, 0.62, 0.63))
    return IntervalChart(
        t["intervals"],
        Axis(t["share"]),
        tuple(
            Interval(issue, *held, label=t["caution"] if held[0] == 0.31 else "", weight=weight)
            for issue, held, weight in zip(issues, ranges, (1.0, 0.5, 0.1), strict=True)
        ),
        guides=(Guide("x", 0.62, t["frontier"]),),
        summary=t["summary"],
    )


def heat(language: str) -> HeatMap:
    t = TEXTS[language]
    parties = (t["north"], t["south"], t["city"])
    issues = t["issues"].split("|")
    words = ("", "red line" if language == "en" else "rote Linie", "")
    return HeatMap(
        t["heat"],
        t["party"],
        t["issue"],
        tuple(
            HeatCell(
                party,
                issue,
                None if (i, j) == (2, 1) else 12.5 + 37.5 * ((i * 3 + j * 2) % 4) / 1.5,
                words[(i + j) % 3],
            )
            for i, party in enumerate(parties)
            for j, issue in enumerate(issues)
        ),
        t["points"],
        0,
        100,
        summary=t["summary"],
    )


def line(language: str) -> LineChart:
    t = TEXTS[language]
    return LineChart(
        t["line"],
        Axis(t["pay"], "€"),
        Axis(t["share"], "%", 0, 100),
        tuple(
            Point(1000.0 * x, y, name, tag=name if x == 8 else "")
            for name, shift in ((t["north"], 0), (t["south"], 14), (t["city"], 30))
            for x, y in ((0, 20 + shift), (2, 31 + shift), (4, 52 + shift), (8, 61 + shift))
        ),
        (t["north"], t["south"], t["city"]),
        (Guide("y", 50, "1/2"),),
        step=True,
        summary=t["summary"],
    )


def packages(language: str) -> Table:
    t = TEXTS[language]
    return Table(
        t["packages"],
        (
            Column(t["package"]),
            Column(t["contents"]),
            Column(t["north"], "right", digits=1, unit=t["points"]),
            Column(t["south"], "right", digits=1, unit=t["points"]),
            Column(t["red"], "centre"),
        ),
        (("A", t["deal_a"], 52.0, 1274.5, True), ("B", t["deal_b"], -3.25, None, False)),
        note=t["summary"],
        sources=("Office of the Envoy, paragraph 3", "Interview 4"),
    )


def wide(language: str) -> Table:
    t = TEXTS[language]
    return Table(
        t["gain"],
        (Column(t["issue"]), *(Column(f"{t['party']} {i}", "right") for i in range(1, 13))),
        tuple((issue, *(i * 7.25 for i in range(1, 13))) for issue in t["issues"].split("|")),
    )


def hostile() -> tuple[Exhibit, ...]:
    """Exhibits whose every text tries to break out of where it stands."""
    h = HOSTILE
    return (
        Table(h, (Column(h, unit=h), Column("x|y")), ((h, 1.0), ("a|b\nc", 2.0)), h, (h,)),
        Note(h, "caution"),
        ScatterChart(h, Axis(h, h), Axis(h), (Point(1, 2, h, h, h),), (h,), (Guide("x", 1, h),)),
        BarChart(h, Axis(h, h), (Bar(h, 2, h, h),), summary=h, note=h),
        HeatMap(h, h, h, (HeatCell(h, h, 1, h, h),)),
    )


CHARTS = (scatter, bars, stacked, intervals, heat, line)


def charts(language: str) -> tuple[Chart, ...]:
    """One chart of each kind (bars both ways)."""
    return tuple(make(language) for make in CHARTS)


def document(language: str) -> Document:
    """A brief of two printed pages before its annexes, as the package would make one."""
    t = TEXTS[language]
    return Document(
        t["title"],
        t["subtitle"],
        language,
        (
            Section(
                "situation",
                t["situation"],
                (
                    *(Note(t[key], "finding") for key in ("finding", "finding2")),
                    Note(t["text"]),
                    packages(language),
                    scatter(language),
                ),
            ),
            Section(
                "assumptions",
                t["method"],
                (
                    Note(t["caution"], "caution"),
                    Note(t["assumption"], "assumption"),
                    Note(t["assumption2"], "assumption"),
                ),
            ),
        ),
        (
            Section("charts", t["more"], charts(language)[1:]),
            Section("wide", t["gain"], (Note(t["text"]), wide(language))),
        ),
        footer="détente 0.1.0 · anchorage · 3f2a9c",
    )


def hostile_document() -> Document:
    """A document made of hostile text alone."""
    section = Section("x", HOSTILE, hostile())
    return Document(HOSTILE, HOSTILE, "en", (section,), (section,), HOSTILE)
