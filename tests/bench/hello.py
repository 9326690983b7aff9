"""The least that Flask can do: the measure for everything else."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    return "<!doctype html><title>hello</title><p>hello"
