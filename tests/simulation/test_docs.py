"""The example in docs/simulation.md runs as it stands."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs" / "simulation.md"


def test_the_example_in_the_docs_runs() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, object] = {}
    exec(compile(example, str(DOCS), "exec"), names)
    assert int(names["result"].visits) > 1_000
    assert names["some_party"].size >= 1
    assert names["model"].time == 14 * 3600
