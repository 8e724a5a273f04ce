"""A file of 40,000 wards, beside one council's file and beside reading it whole as JSON.

The features are a real council's, repeated under other codes: the United Kingdom has 8,400 wards.
Each way runs in a process of its own, so that its peak of memory is its own.
"""

import datetime
import json
import tempfile
import time
from pathlib import Path

from benchmarks.own_process import load, measured, run
from benchmarks.table import Row

FEATURES = 40_000


def rows() -> list[Row]:
    """Write the file, load it and the council's own, read it whole, and compare time and memory."""
    from panel.loading import BRISTOL

    council = BRISTOL / "wards_2025.geojson"
    with tempfile.TemporaryDirectory(prefix="folkmoot-bench-") as folder:
        path = Path(folder) / "country.geojson"
        write_country(path, council)
        whole_seconds, _peak, _said = measured(__name__, "whole", path)
        _seconds, few_peak, few_said = measured(__name__, "load", council)
        seconds, peak, said = measured(__name__, "load", path)
    assert said == few_said, said
    return [
        Row("Wards: load one council's of 40,000", seconds, whole_seconds, "s", at_most=2),
        Row("Wards: peak memory", peak, None, "MB", at_most=300),
        Row("Wards: peak memory beside that of 34", peak, few_peak, "MB", at_most=1.1),
    ]


def write_country(path: Path, council: Path) -> None:
    """Repeat a council's wards, under the codes of other wards and councils."""
    collection = json.loads(council.read_text())
    real = collection.pop("features")
    with path.open("w") as file:
        file.write(json.dumps(collection).removesuffix("}") + ', "features": [')
        file.write(",\n".join(json.dumps(ward) for ward in real))
        for number in range(FEATURES - len(real)):
            ward = real[number % len(real)]
            codes = {"WD25CD": f"E05{number:06}", "LAD25CD": f"E07{number // len(real):06}"}
            ward = {**ward, "properties": ward["properties"] | codes}
            file.write(",\n" + json.dumps(ward))
        file.write("]}")


def read_whole(path: Path) -> float:
    began = time.process_time()
    json.loads(path.read_text())
    return time.process_time() - began


def load_wards(path: Path) -> float:
    day = datetime.date(2016, 5, 5)
    return load("load_wards", path, council="E06000023", valid_from=day)


if __name__ == "__main__":
    run({"whole": read_whole, "load": load_wards})
