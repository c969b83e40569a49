"""A conditional logit: of several answers, each with named features, the right ones are to be the likeliest.

Fitted with an L2 penalty by L-BFGS from zero; nothing is drawn at random.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

Example = tuple[Sequence[Sequence[str]], Sequence[bool]]  # the features of each answer, and which answers are right
_STEPS = 300
_MEMORY = 12
_CLOSE = 1e-3


def fit(documents: Sequence[Sequence[Example]], penalty: float, least: int = 2) -> dict[str, float]:
    """The weights of all features that at least `least` documents have, rounded to three places, zeros left out."""
    spread: Counter[str] = Counter()
    for examples in documents:
        spread.update({name for features, _ in examples for names in features for name in names})
    names = sorted(name for name, n in spread.items() if n >= least)
    index = {name: i for i, name in enumerate(names)}
    column, row, starts, right = [], [], [], []
    n = 0
    for features, is_right in (example for examples in documents for example in examples):
        starts.append(n)
        for found, ok in zip(features, is_right, strict=True):
            known = [index[name] for name in found if name in index]
            column += known
            row += [n] * len(known)
            right.append(ok)
            n += 1
    if not starts:
        return {}
    x_row, x_col = np.array(row, dtype=np.int64), np.array(column, dtype=np.int64)
    first, ok = np.array(starts), np.array(right)
    group = np.repeat(np.arange(len(first)), np.diff(np.r_[first, n]))

    def shares(scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        top = np.maximum.reduceat(scores, first)
        likely = np.exp(scores - top[group])
        total = np.add.reduceat(likely, first)
        return likely / total[group], top + np.log(total)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        scores = np.bincount(x_row, weights=w[x_col], minlength=n)
        p, all_log = shares(scores)
        q, right_log = shares(np.where(ok, scores, -1e9))
        slope = np.bincount(x_col, weights=(p - q)[x_row], minlength=len(names)) + penalty * w
        return float((all_log - right_log).sum() + penalty * (w @ w) / 2), slope

    w = _minimum(loss, np.zeros(len(names)))
    rounded = {name: round(float(value), 3) for name, value in zip(names, w, strict=True)}
    return {name: value for name, value in rounded.items() if value}


def _minimum(loss: Callable[[np.ndarray], tuple[float, np.ndarray]], w: np.ndarray) -> np.ndarray:
    """L-BFGS with backtracking, until no slope is above `_CLOSE`."""
    value, slope = loss(w)
    past: deque[tuple[np.ndarray, np.ndarray, float]] = deque(maxlen=_MEMORY)
    for _ in range(_STEPS):
        if np.abs(slope).max() < _CLOSE:
            break
        way = -_scaled(slope, past)
        step, fall = 1.0 if past else 1.0 / max(1.0, np.abs(slope).sum()), float(way @ slope)
        for _ in range(40):
            next_value, next_slope = loss(w + step * way)
            if next_value <= value + 1e-4 * step * fall:
                break
            step /= 2
        moved, turned = step * way, next_slope - slope
        if moved @ turned > 1e-12:
            past.append((moved, turned, 1.0 / float(moved @ turned)))
        w, value, slope = w + moved, next_value, next_slope
    return w


def _scaled(slope: np.ndarray, past: deque[tuple[np.ndarray, np.ndarray, float]]) -> np.ndarray:
    """The slope seen through the curvature of the last steps."""
    way, kept = slope.copy(), []
    for moved, turned, rho in reversed(past):
        share = rho * float(moved @ way)
        kept.append(share)
        way -= share * turned
    if past:
        moved, turned, _ = past[-1]
        way *= float(moved @ turned) / float(turned @ turned)
    for (moved, turned, rho), share in zip(past, reversed(kept), strict=True):
        way += moved * (share - rho * float(turned @ way))
    return way


def keep(target: Path, content: Mapping[str, Any], is_check: bool) -> None:
    """Write what was learnt; with `is_check` write nothing and exit with a message if the file would change."""
    text = json.dumps(content, indent=0, ensure_ascii=False) + "\n"
    if is_check:
        is_same = target.read_text(encoding="utf-8") == text
        sys.exit(0 if is_same else f"{target.name} is not what the labelled texts teach: run {Path(sys.argv[0]).name}")
    target.write_text(text, encoding="utf-8")
    print(f"{sum(map(len, content['weights'].values()))} weights in {target.name}, {len(text)} bytes")
