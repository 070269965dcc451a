"""The stage's modules alone, in the browser, against their counterparts in Python."""

import base64
import csv
import math

import numpy as np
import pytest

from lesson import number
from lesson.pack import pack
from server.files import stage_address

NUMBERS = [
    *(0.0, 1.0, -1.0, 0.1, 123.456, -0.00123456, 999.5, 9995.0, 99949.0, 99950.0, 99999.99999999999, 1e5, 123456.0),
    *(1e-3, 9.995e-4, 9.994e-4, 1e-7, -3.14159e-12, 6.02214e23, 1e300, -1e-300, 0.5, 2.5, 0.125, 1234.5),
]


def run(page, module, script, argument=None):
    """What a function of the module gives; the script is its expression."""
    page.goto("/")
    return page.evaluate(
        f"async (given) => {{ const module = await import('{stage_address()}/{module}'); return {script}; }}", argument
    )


@pytest.mark.parametrize("aligned", [False, True])
@pytest.mark.parametrize("digits", [1, 2, 3, 4])
def test_numbers_are_written_alike_in_python_and_in_the_stage(page, digits, aligned):
    random = np.random.default_rng(7)
    values = [*NUMBERS, *(random.normal(size=300) * 10.0 ** random.uniform(-9, 9, 300))]
    script = f"given.map((value) => module.number(value, {digits}, {str(aligned).lower()}))"
    assert run(page, "numbers.js", script, values) == [number(value, digits, aligned=aligned) for value in values]


def test_what_is_no_number_is_written_alike(page):
    written = run(page, "numbers.js", "[NaN, Infinity, -Infinity].map((value) => module.number(value))")
    assert written == [number(value) for value in (math.nan, math.inf, -math.inf)]


def test_a_packed_message_is_read_back(page):
    numbers = np.arange(12.0).reshape(3, 4) / 7
    shades = np.arange(6, dtype=np.uint8).reshape(2, 3)
    scene = {"text": "w₁ → −1", "numbers": numbers, "again": numbers, "shades": shades, "deep": [{"none": None}]}
    message = pack({"dark": {"#fff": "#000"}, "scenes": [scene], "values": ["0.1"]})
    script = """(() => {
        const bytes = Uint8Array.from(atob(given), (letter) => letter.charCodeAt(0));
        const { scenes, ...rest } = module.decode(bytes);
        const plain = (value) =>
            ArrayBuffer.isView(value) ? [...value] : Array.isArray(value) ? value.map(plain) : value;
        const scene = scenes[0]();
        return { rest, size: module.sizeOf(bytes), short: module.sizeOf(bytes.slice(0, 5)) > 5,
                 scene: Object.fromEntries(Object.entries(scene).map(([key, value]) => [key, plain(value)])) };
    })()"""
    read = run(page, "payload.js", script, base64.b64encode(message).decode())
    assert read["size"] == len(message)
    assert read["short"]
    assert read["rest"] == {"dark": {"#fff": "#000"}, "values": ["0.1"]}
    assert np.allclose(read["scene"]["numbers"], numbers, rtol=2**-13)
    assert read["scene"]["again"] == read["scene"]["numbers"]
    assert read["scene"]["shades"] == shades.tolist()
    assert read["scene"]["text"] == "w₁ → −1"
    assert read["scene"]["dark"] == {"#fff": "#000"}


@pytest.mark.parametrize("digits", [2, 3])
def test_a_tables_numbers_are_read_as_they_were_written(page, digits):
    written = [number(value, digits) for value in NUMBERS]
    read = run(page, "table.js", "given.map(module.value)", written)
    assert np.allclose(read, NUMBERS, rtol=0.51 * 10.0 ** (1 - digits))


def test_a_table_is_sorted_by_numbers_then_texts_and_written_as_a_file(page):
    cells = ["0.5", "−2", "3.1·10⁻⁵", "10⁵", "–", "Adam, slow"]
    rows = [{"what": str(i), "value": cell} for i, cell in enumerate(cells)]
    script = """[true, false].map((up) => module.sorted(given, { column: "value", up }).map((row) => row.what))
        .concat(module.csv(["what", "value"], given))"""
    up, down, file = run(page, "table.js", script, rows)
    assert up[:4] == ["1", "2", "0", "3"]
    assert down == up[::-1]
    assert [*csv.reader(file.splitlines())] == [
        ["what", "value"],
        *([str(i), text] for i, text in enumerate(("0.5", "-2", "0.000031", "100000", "–", "Adam, slow"))),
    ]


def test_a_table_is_sorted_by_a_click_and_its_winner_is_a_link(page):
    page.goto("/tuning?number=4&epochs=10&seeds=1")
    page.wait_for_selector(".canyon-stage[data-drawn]")
    page.get_by_text("More about this run").click()
    page.wait_for_function("document.querySelectorAll('.canyon-table tbody tr').length === 4")
    heads = page.locator(".canyon-table th")
    assert heads.nth(2).get_attribute("aria-sort") == "none"
    page.get_by_role("button", name="η", exact=True).click()
    assert heads.nth(2).get_attribute("aria-sort") == "ascending"
    etas = [float(text) for text in page.locator(".canyon-table td:nth-child(3)").all_inner_texts()]
    assert etas == sorted(etas)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the table").click()
    assert len(saved.value.path().read_text("utf-8").splitlines()) == 5
    assert page.locator(".canyon-links a").get_attribute("href").startswith("network_race?")


def test_what_waits_is_asked_for_before_what_came_is_drawn(page):
    script = """await (async () => {
        const done = [];
        const source = { kept: () => null, at() {}, scene: async (query, take) => {
            done.push(`asked for ${query}`);
            await new Promise((later) => setTimeout(later, 50));
            take({ query, progress: 1 });
        } };
        const stage = new module.Stage(document.body, "", source);
        stage.present = ({ query }) => done.push(`drew ${query}`);
        for (const query of ["a", "b", "c"]) stage.ask(query);
        while (done.length < 4) await new Promise((later) => setTimeout(later, 50));
        return done;
    })()"""
    assert run(page, "stage.js", script) == ["asked for a", "asked for c", "drew a", "drew c"]


def test_heights_lose_their_roundings_and_no_more(page):
    x, y = np.meshgrid(np.linspace(0, 1, 40), np.linspace(0, 1, 30))
    heights = 90 + 11 * x + 17 * y + 6 * x * y
    rounded = np.round(heights)
    script = "module.unrounded(given.map((row) => Uint8Array.from(row))).map((row) => [...row])"
    smooth = np.array(run(page, "paint.js", script, rounded.tolist()))
    assert np.abs(smooth - rounded).max() <= 0.5
    bends = [np.abs(np.diff(values, 2, axis=1)).mean() for values in (rounded, smooth)]
    assert bends[1] < 0.3 * bends[0]
    assert np.abs(smooth - heights).mean() < np.abs(rounded - heights).mean()


def test_a_number_keeps_its_unit_where_lines_end(page):
    script = """(() => {
        const said = document.createElement("p");
        module.fill(said, given);
        return [said.textContent, said.querySelector("b").textContent];
    })()"""
    written, strong = run(page, "words.js", script, "**3 η now.** Within 1 % after 5 steps of 0.5 η.")
    assert written == "3\u00a0η now. Within 1\u00a0% after 5 steps of 0.5\u00a0η."
    assert strong == "3\u00a0η now."
