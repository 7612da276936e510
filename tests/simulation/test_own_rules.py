"""Rules of one's own: in both engines, from files, and what is said of those that do not work."""

from pathlib import Path

import numpy as np
import pytest

from simulation.named_rules import observers_of, rules_of
from simulation.observers import Journeys, default_observers
from simulation.own_rules import OwnRules, own_rules
from simulation.preparing.prepared import prepare, start
from simulation.settings import Day, RuleFiles, Sign
from simulation.simulate import Engine, open_day, simulate_day
from simulation.tables import WAITS
from tests.simulation.support import desk, museum, museum_day
from venues.common.problems import InputError

VISITS = 250


def last_first(waiting, count, now):
    return count - 1


def linger(visitor, zone, now, luck):
    return zone.mean_stay_s * (0.5 + luck) / (1 + zone.persons / zone.area_m2)


def shun(visitor, option):
    crowd = visitor.aversion * option.persons / option.area_m2
    return option.appeal + option.interest + option.signs - 0.1 * option.length_m - crowd


def nearest(visitor, options, count, luck):
    best = -1
    if luck < 0.1:
        return best
    for n in range(count):
        if best < 0 or options[n].length_m < options[best].length_m:
            best = n
    return best


def seldom(visitor, sign, luck):
    return luck < 0.2


def no_number(visitor, zone, now, luck):
    return np.nan


def far_too_many(visitor, options, count, luck):
    return count + 3


def below_nought(waiting, count, now):
    return -7


def uncompiled(visitor, zone, now, luck):
    return {"short": 60.0, "long": 600.0}[["short", "long"][luck > 0.5]] if globals() else 0.0


def busy_day(**given: object) -> Day:
    return museum_day(
        desks=(desk("tickets", 1, mean_service_s=180),),
        signs=(Sign(id="s", zone="foyer", towards="gallery-9"),),
        **given,
    )


def journal(rules: OwnRules | None, engine: Engine, day: Day | None = None) -> np.ndarray:
    log = Journeys()
    begun = start(prepare(*museum(), day or busy_day()), VISITS, 4)
    model = open_day(begun, engine, [*default_observers(), log], rules)
    model.run()
    assert model.engine == engine or rules.problems
    return log.events


@pytest.mark.parametrize(
    "given",
    [
        {"utility": shun, "stay": linger, "sees": seldom, "discipline": last_first},
        {"choose": nearest},
    ],
    ids=["utility-stay-sees-discipline", "choose"],
)
def test_own_rules_change_the_day_alike_in_both_engines(given: dict[str, object]) -> None:
    rules = own_rules(**given)
    assert not rules.problems, str(rules.problems)
    compiled, reference = (journal(rules, engine) for engine in ("compiled", "reference"))
    assert compiled.tobytes() == reference.tobytes()
    assert compiled.tobytes() != journal(OwnRules(), "compiled").tobytes()


def test_an_own_discipline_says_who_is_called() -> None:
    waits = {
        name: events[(events["kind"] == WAITS) & (events["place"] == 0) & (events["done"] == 1)]
        for name, events in (
            ("ours", journal(OwnRules(), "compiled")),
            ("own", journal(own_rules(discipline=last_first), "compiled")),
        )
    }
    assert (np.diff(waits["ours"]["value"]) >= 0).all(), "first come, first served"
    assert (np.diff(waits["own"]["value"]) < 0).sum() > 10


def test_a_rule_that_cannot_be_compiled_runs_in_the_reference_engine() -> None:
    rules = own_rules(stay=uncompiled)
    (problem,) = rules.problems
    assert problem.file == __file__
    assert "stay" in str(problem)
    with pytest.warns(RuntimeWarning, match=r"cannot be compiled.*The reference engine is used"):
        events = journal(rules, "compiled")
    assert events.tobytes() == journal(rules, "reference").tobytes()


def test_in_python_a_rule_does_what_it_does_compiled() -> None:
    rules = own_rules(stay=linger, utility=shun, discipline=last_first)
    in_python = OwnRules(
        tuple(type(each)(each.name, each.function, None, None) for each in rules.rules)
    )
    assert journal(in_python, "reference").tobytes() == journal(rules, "reference").tobytes()


def test_a_rule_that_fails_in_python_ends_the_day_with_a_sentence() -> None:
    def fails(visitor, zone, now, luck):
        return {}[visitor.size]

    with pytest.raises(InputError, match=r"“stay” fails: KeyError.*fails"):
        journal(own_rules(stay=fails), "reference")


def test_numbers_that_cannot_be_are_taken_for_none() -> None:
    rules = own_rules(stay=no_number, choose=far_too_many, discipline=below_nought)
    assert journal(rules, "compiled").tobytes() == journal(rules, "reference").tobytes()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"shop": linger}, "there is no such rule"),
        ({"choose": nearest, "wander": nearest}, "only one rule"),
        ({"stay": 3}, "plain function"),
    ],
)
def test_what_is_no_rule_is_refused(given: dict[str, object], says: str) -> None:
    with pytest.raises(InputError, match=says):
        own_rules(**given)


GOOD = """
from simulation.observers import Observer
from simulation.outcomes import Variable

def linger(visitor, zone, now, luck):
    return 100.0

class Parties(Observer):
    declares = (Variable("parties", (), "1", "Parties"),)

    def found(self):
        return {"parties": len(self.started.tables.parties)}

class Taken(Observer):
    declares = (Variable("visits", (), "1", "Visits"),)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JAUGE_HOME", str(tmp_path))
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "good.py").write_text(GOOD, encoding="utf-8")
    (tmp_path / "rules" / "bad.py").write_text("def linger(:\n", encoding="utf-8")
    return tmp_path / "rules"


def test_a_day_names_its_rules_and_observers(folder: Path) -> None:
    day = busy_day(rules=RuleFiles(stay="good.py:linger"), observers=("good.py:Parties",))
    found = simulate_day(*museum(), day, VISITS, 4)
    assert int(found.parties) > 50
    assert found.attrs["rules"].endswith(":Parties")
    (folder / "good.py").write_text(GOOD.replace("100.0", "1e4"), encoding="utf-8")
    again = simulate_day(*museum(), day, VISITS, 4)
    assert again.attrs["rules"] != found.attrs["rules"]
    assert float(again.seen.sum()) < float(found.seen.sum()), "longer stays leave time for fewer"


@pytest.mark.parametrize(
    ("named", "says"),
    [
        ({"rules": RuleFiles(stay="none.py:linger")}, "no such file"),
        ({"rules": RuleFiles(stay="good.py:lingers")}, "no such function or class"),
        ({"rules": RuleFiles(stay="bad.py:linger")}, r"row 1.*SyntaxError"),
        ({"observers": ("good.py:linger",)}, "no class of observers"),
        ({"observers": ("good.py:Taken",)}, "found already"),
    ],
)
def test_what_cannot_be_named_gets_a_sentence(
    folder: Path, named: dict[str, object], says: str
) -> None:
    day = busy_day(**named)
    with pytest.raises(InputError, match=says):
        (rules_of(day), observers_of(day))


def test_a_name_is_a_file_and_a_function() -> None:
    with pytest.raises(ValueError, match=r"my_rules.py:linger"):
        RuleFiles(stay="my_rules.py")
