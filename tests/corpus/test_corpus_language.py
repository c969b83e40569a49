"""The gate for languages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.corpus.fields import parse_language
from pipeline.corpus.language import check_language
from pipeline.corpus.records import Refused

ROOT = Path(__file__).parents[2]
ENGLISH = (
    "Freight through Suifenhe and Grodekovo rose by 12 per cent, the customs office said.",
    "Gazprom, Rosneft, CNPC, Sinopec, Heilongjiang, Heihe, Blagoveshchensk, Tongjiang: deal signed.",
    "Nurlan Abylqassymov, Askar Mamin and Shavkat Mirziyoyev met in Khorgos.",
    "Suifenhe-Grodekovo freight up 12%",
    "Rosneft raises Kozmino loadings",
    "2021: 10.39 bcm\n2022: 15.4 bcm\n2023: 22.73 bcm",
    "Mocha 205 (210), Sidamo AA 190 (same), Huila EP 188 (185), Java WIB 201 (199)",
)
FOREIGN = {
    "de": "Die chinesischen Einfuhren aus Russland sind im August um drei Prozent gestiegen, so die Zollbehörde.",
    "nl": "De Chinese invoer uit Rusland is in augustus met drie procent gestegen, zo heeft de douane laten weten.",
    "da": "Den kinesiske import fra Rusland steg i august med tre procent, oplyser toldmyndighederne i Beijing.",
    "fr": "Les importations chinoises en provenance de Russie ont augmenté de 3 % en août, selon les douanes.",
    "es": "Las importaciones chinas de productos rusos aumentaron un 3 % en agosto, según la aduana de Pekín.",
    "it": "Le importazioni cinesi dalla Russia sono aumentate del tre per cento in agosto, secondo le dogane.",
    "ru": "Импорт Китая из России вырос в августе на три процента, сообщила таможенная служба.",
    "zh": "据海关统计，八月中国自俄罗斯进口增长百分之三，双边贸易额创下历史新高。",
    "ko": "8월 중국의 대러시아 수입은 3% 증가했다고 세관 당국이 밝혔다.",
    "vi": "Nhập khẩu của Trung Quốc từ Nga tăng ba phần trăm trong tháng Tám, theo cơ quan hải quan.",
}


@pytest.mark.parametrize("text", ENGLISH)
def test_english_with_few_english_words_is_not_thrown_out(text: str) -> None:
    assert check_language(text, None, ("en",)) == "en"


@pytest.mark.parametrize("language", FOREIGN)
def test_other_languages_are_refused(language: str) -> None:
    with pytest.raises(Refused) as refused:
        check_language(FOREIGN[language], None, ("en",))
    assert refused.value.reason == "language"
    assert language == "zh" or refused.value.detail == language  # Chinese is read as one of its relatives


@pytest.mark.parametrize("language", ["de", "ru", "zh"])
def test_a_text_that_is_surely_not_english_is_refused_whatever_it_declares(language: str) -> None:
    with pytest.raises(Refused, match="declared as en"):
        check_language(FOREIGN[language] * 2, "en", ("en",))


def test_what_a_record_declares_counts_where_the_text_tells_little() -> None:
    names = "Putin, Xi Jinping, Heilongjiang"
    assert check_language(names, "en", ("en",)) == "en"
    assert check_language(names, None, ("en",)) == "en"
    with pytest.raises(Refused, match="ru"):
        check_language(names, "ru", ("en",))


def test_a_text_that_is_surely_english_is_english_whatever_it_declares() -> None:
    text = f"{ENGLISH[0]} The trade of the two towns has been more than that of the others, and it rose from there."
    assert check_language(text, "ru", ("en",)) == "en"


def test_the_beginning_alone_does_not_decide() -> None:
    page = "Cookies. " * 200 + ENGLISH[0] * 100
    assert check_language(page, None, ("en",)) == "en"


def test_the_languages_are_a_parameter() -> None:
    assert check_language(FOREIGN["de"], None, ("en", "de")) == "de"
    with pytest.raises(Refused, match="en"):
        check_language(ENGLISH[0], None, ("de",))


@pytest.mark.parametrize(
    ("value", "code"),
    [("en", "en"), ("EN-gb", "en"), ("en_US", "en"), ("eng", "en"), ("English", "en"),
     ("eng-US", "en"), ("zh-Hans", "zh"),
     ("und", None), ("", None), (None, None), ("a language", None)],
)  # fmt: skip
def test_declared_languages(value: object, code: str | None) -> None:
    assert parse_language(value) == code


def test_english_spares_the_loading_of_the_model(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ENGLISH[0])
    code = (
        "import sys, pathlib, pipeline.corpus as c\n"
        "heavy = {'polars', 'pyarrow', 'yaml', 'trafilatura', 'lxml', 'py3langid', 'numpy'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
        "assert len(list(c.iter_records(pathlib.Path(sys.argv[1])))) == 1\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, check=True)
