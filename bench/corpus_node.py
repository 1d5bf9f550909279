"""The shape `node` of corpus.py."""

from itertools import count

from corpus_tree import WORDS

SOURCE_ENDINGS = ("js", "js", "js", "js", "ts", "ts", "tsx", "mjs", "cjs", "json", "css", "md")
INSTALLED_ENDINGS = ("js", "js", "js", "js", "d.ts", "d.ts", "js.map", "mjs", "cjs", "json", "md")
DOCKERFILE = """FROM node:20
COPY package.json ./
RUN npm install
COPY . .
CMD ["node", "."]
"""


def add_files(tree, directory, files, endings):
    """Puts `files` files into `directory` and into directories below it."""
    depth_first = [directory]
    used = set()
    for number in range(files):
        if number % 8 == 7 and len(depth_first) < 40:
            name = f"{tree.pick(depth_first)}/{tree.word()}-{number}"
            depth_first.append(tree.directory(name))
        stem = f"{tree.pick(depth_first)}/{tree.word()}"
        while stem in used:
            stem += "-" + tree.word()
        used.add(stem)
        tree.file(f"{stem}.{tree.pick(endings)}")


def add_installed(tree, parent, name, level=0):
    """One package in a node_modules directory, with those it could not share below it."""
    at = tree.directory(f"{parent}/{name}")
    tree.file(f"{at}/package.json", tree.about(1_500, 20_000))
    tree.file(f"{at}/LICENSE", 1_070)
    tree.file(f"{at}/README.md")
    if tree.random.random() < 0.15:
        tree.file(f"{at}/.npmignore", 60)
    shape = tree.random.random()
    if shape < 0.35:
        tree.file(f"{at}/index.js")
    else:
        home = tree.directory(f"{at}/{tree.pick(('lib', 'dist', 'src', 'cjs', 'build'))}")
        add_files(tree, home, tree.about(9, 600, 1.3), INSTALLED_ENDINGS)
    if shape > 0.85:
        add_files(tree, tree.directory(f"{at}/esm"), tree.about(9, 600, 1.3), INSTALLED_ENDINGS)
    if level < 3 and tree.random.random() < 0.12:
        below = tree.directory(f"{at}/node_modules")
        for number in range(tree.about(2, 8)):
            add_installed(tree, below, f"{tree.word()}-{number}", level + 1)


def add_workspace_package(tree, number):
    """One package that is developed here, with what its tools have left lying around."""
    at = tree.directory(f"packages/{tree.word()}-{number}")
    tree.file(f"{at}/package.json", tree.about(1_500, 20_000))
    tree.file(f"{at}/README.md")
    tree.file(f"{at}/.env.example", 180)
    add_files(tree, tree.directory(f"{at}/src"), tree.about(25, 400), SOURCE_ENDINGS)
    cases = tree.directory(f"{at}/fixtures")
    for case in range(tree.about(4, 20)):
        home = tree.directory(f"{cases}/case-{case}-{tree.word()}")
        add_files(tree, home, tree.about(3, 12), SOURCE_ENDINGS)
    if number % 2 == 0:
        built = tree.directory(f"{at}/dist")
        add_files(tree, built, tree.about(20, 300), INSTALLED_ENDINGS)
        tree.file(f"{built}/index.js.map", tree.about(30_000, 300_000))
    if number % 3 == 0:
        coverage = tree.directory(f"{at}/coverage")
        tree.file(f"{coverage}/lcov.info", tree.about(40_000, 300_000))
        add_files(tree, coverage, tree.about(10, 100), ("html", "html", "html", "js", "css"))
    if number % 4 == 0:
        tree.file(f"{at}/{tree.word()}-debug.log")
    if number % 5 == 0:
        modules = tree.directory(f"{at}/node_modules")
        for index in range(tree.about(2, 8)):
            add_installed(tree, modules, f"{tree.word()}-{index}")


def add_binary(tree, name):
    tree.link(f"node_modules/.bin/{name.rpartition('/')[2]}", f"../{name}/package.json")


def node(tree):
    """A JavaScript workspace with everything installed."""
    tree.file("package.json", 2_400)
    tree.text("Dockerfile", DOCKERFILE, 400)
    tree.file("README.md")
    tree.file(".env.example", 240)
    tree.file("npm-debug.log", 9_000)
    tree.directory("packages")
    tree.directory("node_modules")
    tree.directory("node_modules/.bin")
    scopes = {}
    for number in count():
        if number % 20 == 0:
            add_workspace_package(tree, number // 20)
        name = f"{tree.word()}-{tree.word()}-{number}"
        if tree.random.random() < 0.25:
            scope = f"@{tree.pick(WORDS[:12])}"
            if scope not in scopes:
                scopes[scope] = tree.directory(f"node_modules/{scope}")
            name = f"{scope}/{name}"
        add_installed(tree, "node_modules", name)
        if number % 6 == 0:
            add_binary(tree, name)
