#!/usr/bin/env python3
"""Opens the page of `tare report --html` in a browser and uses it as a person would.

    report_page_test.py TARE [SCREENSHOTS]

With a directory as the second argument it leaves screenshots there, to be looked at.
"""
import json
import os
import subprocess
import sys
import tempfile

from chromium import Chromium

SCRIPT_NAME = '<img src=x onerror=alert(1)>.js'


def put(root, name, size):
    path = os.path.join(os.fsencode(root), name if isinstance(name, bytes) else os.fsencode(name))
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'wb') as out:
        out.truncate(size)


def make_shop(root):
    for i in range(1, 9):
        put(root, f'src/lib/m{i}.js', i * 31000)
        put(root, f'node_modules/express/lib/e{i}.js', i * 71000)
        put(root, f'node_modules/react/cjs/r{i}.js', i * 171000)
        put(root, f'node_modules/lodash/l{i}.js', i * 31000)
    put(root, 'node_modules/typescript/lib/tsc.js', 9000000)
    put(root, '.git/objects/pack/pack-1.pack', 3000000)
    put(root, 'public/hero.png', 800000)
    # A path that ends the element of the data where names are not escaped, and one that is no text.
    put(root, '</script>' + SCRIPT_NAME, 400000)
    put(root, b'\xff\xe2\x80\xa8\n\x1b]0;x\x07\'"&amp;', 90000)
    with open(os.path.join(root, 'Dockerfile'), 'w') as out:
        out.write('FROM image AS build\nCOPY src /\nFROM build\nCOPY --from=build /x /\n'.ljust(99, '#') + '\n')
    with open(os.path.join(root, '.dockerignore'), 'w') as out:
        out.write('node_modules\n!node_modules/lodash\n.git\nDockerfile\n'
                  '**/<script>alert(2)</script>\n')


def expect(what, found, wanted):
    if found != wanted:
        raise AssertionError(f'{what}: {found!r} instead of {wanted!r}')


def center(page, label):
    """Where the cell is whose label begins like this."""
    return page.evaluate(
        f'''(() => {{
          const cell = [...document.querySelectorAll('.cell')].find(cell => cell.getAttribute('aria-label').startsWith({json.dumps(label)}));
          cell.scrollIntoView({{block: 'center'}});
          const box = cell.getBoundingClientRect();
          return [box.left + 30, box.top + 9];
        }})()''')


def title(page):
    return page.evaluate('document.title')


def focused(page):
    return page.evaluate('document.activeElement.getAttribute("aria-label")')


def look_around(page):
    expect('title', title(page), 'shop · tare')
    expect('markup made of names', page.evaluate('document.querySelectorAll("img, .cell script").length'), 0)
    expect('escaped name', page.evaluate(
        r'''document.body.textContent.includes("\\xff\\u2028\\n\\x1b]0;x\\x07'\"&amp;")'''), True)
    expect('detail of a cell', hover(page, 'typescript/lib/'),
           'node_modules/typescript/lib/excluded9.0 MB1 file37.1 % of everythingexcluded by .dockerignore:1 node_modules')
    expect('status by pattern, too', page.evaluate(
        '''getComputedStyle(document.querySelector('.cell.excluded:not(.open)')).backgroundImage.includes('gradient')'''), True)


def see_the_build(page):
    def texts(what):
        return page.evaluate(f'[...document.querySelectorAll("svg.stages {what} text")].map(at => at.textContent)')
    expect('the context of the build', texts('.node.context')[0], 'context')
    expect('the target', texts('.node.target'), ['stage-1', 'target', 'FROM build'])
    expect('bytes of what it takes', texts('.edge.context'), ['1.1 MB', '8 files'])
    expect('coloured by the page', page.evaluate(
        '''getComputedStyle(document.querySelector('svg.stages .node.target')).color !==
           getComputedStyle(document.querySelector('svg.stages .edge.context')).color'''), True)


def hover(page, label):
    page.point(*center(page, label))
    return page.evaluate('document.getElementById("detail").textContent')


def zoom_by_click(page):
    page.click(*center(page, 'node_modules/'))
    expect('title after a click', title(page), 'node_modules/ · tare')
    page.click(*center(page, 'react/cjs/'))
    expect('title after another', title(page), 'node_modules/react/cjs/ · tare')
    expect('breadcrumb', page.evaluate('[...document.querySelectorAll("#crumbs li")].map(at => at.textContent)'),
           ['shop', 'node_modules', 'react', 'cjs'])
    page.evaluate('history.back()')
    page.wait_for('document.title === "node_modules/ · tare"')
    page.evaluate('document.querySelector("#crumbs button").click()')
    expect('title after the breadcrumb', title(page), 'shop · tare')


def use_keyboard(page):
    page.evaluate('document.querySelector(".cell[tabindex=\'0\']").focus()')
    expect('first cell', focused(page).split(',')[0], 'node_modules/')
    page.press('ArrowDown')
    expect('below it', focused(page).split(',')[0], 'typescript/lib/')
    page.press('ArrowRight')
    expect('its neighbour', focused(page), 'react/cjs/, 6.2 MB, excluded by .dockerignore:1')
    expect('visible focus', page.evaluate('getComputedStyle(document.activeElement).boxShadow') != 'none', True)
    page.press('Enter')
    expect('title after Enter', title(page), 'node_modules/react/cjs/ · tare')
    expect('focus inside', focused(page).split(',')[0], 'r8.js')
    page.press('Escape')
    expect('title after Escape', title(page), 'node_modules/ · tare')
    expect('focus where it came from', focused(page).split(',')[0], 'react/cjs/')
    page.press('Backspace')
    expect('title after Backspace', title(page), 'shop · tare')
    page.press('/')
    expect('the slash', page.evaluate('document.activeElement.id'), 'search')


def use_search(page):
    page.type('R8.js')
    expect('results', page.evaluate('[...document.querySelectorAll("#results .name")].map(at => at.textContent)'),
           ['node_modules/react/cjs/r8.js'])
    expect('marked', page.evaluate('[...document.querySelectorAll(".cell.hit b")].map(at => at.firstChild.textContent)'), ['r8.js'])
    page.press('Enter')
    expect('title after a search', title(page), 'node_modules/react/cjs/ · tare')
    expect('focus on what was found', focused(page).split(',')[0], 'r8.js')
    page.press('/')
    page.press('Escape')
    expect('marks gone', page.evaluate('document.querySelectorAll(".cell.hit").length'), 0)
    page.evaluate('document.querySelector("#crumbs button").click()')


def use_toggle(page):
    page.evaluate('document.querySelector("[name=show][value=sent]").click()')
    expect('only what is sent', page.evaluate('document.querySelectorAll(".cell.excluded, .cell.mixed").length'), 0)
    page.evaluate('document.querySelector("[name=show][value=excluded]").click()')
    expect('only what is not', page.evaluate('document.querySelectorAll(".cell.sent, .cell.mixed").length'), 0)
    page.evaluate('document.querySelector("[name=show][value=all]").click()')


def use_tables(page):
    def lines():
        return page.evaluate('[...document.querySelectorAll("#rules tbody td:first-child")].map(at => at.textContent)')
    expect('biggest first', lines()[:2], ['.dockerignore:1', '.dockerignore:3'])
    page.evaluate('document.querySelector("#rules th button").click()')
    expect('by line', lines()[:2], ['.dockerignore:1', '.dockerignore:2'])
    page.evaluate('document.querySelector("#rules td button[data-rule=\'2\']").click()')
    expect('cells of a rule', page.evaluate('[...document.querySelectorAll(".cell.hit b")].map(at => at.firstChild.textContent)'),
           ['.git/objects/pack/', 'pack-1.pack'])
    page.press('Escape')
    expect('no marks', page.evaluate('document.querySelectorAll(".cell.hit").length'), 0)


def fits(page, path, shots):
    for width in (1280, 400):
        for dark in (False, True):
            page.resize(width, 900, dark)
            page.open(path, 'performance.getEntriesByName("painted").length')
            expect(f'sideways scrolling at {width}', page.evaluate('document.documentElement.scrollWidth'), width)
            expect(f'table too wide at {width}', page.evaluate(
                '[...document.querySelectorAll(".scroll")].filter(at => at.scrollWidth > at.clientWidth).length'), 0)
            if shots:
                page.screenshot(f'{shots}/{width}-{"dark" if dark else "light"}.png', whole_page=True)


def page_of(tare, context, path):
    subprocess.run([tare, context, '--html', path], check=True, stdout=subprocess.DEVNULL)


def main():
    tare, shots = os.path.abspath(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None
    with tempfile.TemporaryDirectory() as work, Chromium() as page:
        shop, path = os.path.join(work, 'shop'), os.path.join(work, 'page.html')
        make_shop(shop)
        page_of(tare, shop, path)
        page.resize(1280, 900)
        page.open(path, 'performance.getEntriesByName("painted").length')
        for step in (look_around, see_the_build, zoom_by_click, use_keyboard, use_search, use_toggle, use_tables):
            step(page)
            print('ok', step.__name__)
        fits(page, path, shots)
        empty = os.path.join(work, 'empty')
        os.mkdir(empty)
        page_of(tare, empty, path)
        page.open(path, 'performance.getEntriesByName("painted").length')
        expect('empty context', page.evaluate('document.getElementById("map").textContent'),
               'There are no bytes here: nothing to draw.')
        expect('complaints', page.complaints(), [])


main()
