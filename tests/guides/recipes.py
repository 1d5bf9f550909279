"""The commands in files that systems for continuous integration read."""

import re

import yaml


def github(document):
    jobs = document["jobs"].values() if "jobs" in document else [{"steps": document["steps"]}]
    for job in jobs:
        for step in job["steps"]:
            if "run" in step:
                yield step["run"]
            elif not re.fullmatch(r"[\w.-]+(/[\w.-]+)+@v\d+", step["uses"]):
                raise ValueError(f"{step['uses']} is no action")


def gitlab(document):
    for job in document.values():
        if isinstance(job, dict) and "script" in job:
            yield from job["script"]


def pre_commit(document):
    for repository in document["repos"]:
        for hook in repository["hooks"]:
            yield hook["entry"]


def jenkins(text):
    return re.findall(r"^\s*sh '(.*)'$", text, re.MULTILINE)


def commands(name, text):
    """Those of the file `name`; none where it is of another kind. YAML has to be YAML in any case."""
    if name == "Jenkinsfile":
        found = jenkins(text)
    elif name.endswith((".yml", ".yaml")):
        document = yaml.safe_load(text)
        kind = gitlab if name == ".gitlab-ci.yml" else pre_commit if "pre-commit" in name else github
        found = list(kind(document))
    else:
        return []
    if not found:
        raise ValueError(f"{name} has no command")
    return found
