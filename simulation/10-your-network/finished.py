# %% right: argmin
def finished(risks, patience):
    return not np.isfinite(risks[-1]) or len(risks) - 1 - np.argmin(risks) >= patience


# %% right: the lowest so far, in a loop
def finished(risks, patience):
    lowest, age = risks[0], 0
    for risk in risks[1:]:
        if risk < lowest:
            lowest, age = risk, 0
        else:
            age += 1
    return age >= patience or abs(risks[-1]) == float("inf") or risks[-1] != risks[-1]


# %% right: list methods
def finished(risks, patience):
    last = risks[-1]
    if last != last or last in (float("inf"), -float("inf")):
        return True
    return risks[::-1][: len(risks) - risks.index(min(risks))].__len__() - 1 >= patience


# %% right: compares what is recent with what was before
def finished(risks, patience):
    if np.isnan(risks[-1]) or np.isinf(risks[-1]):
        return True
    if len(risks) <= patience:
        return False
    return min(risks[-patience:]) >= min(risks[:-patience])


# %% right: running minimum
def finished(risks, patience):
    r = np.asarray(risks, float)
    if not np.isfinite(r[-1]):
        return True
    below = np.append(True, r[1:] < np.minimum.accumulate(r)[:-1])
    return bool(len(r) - 1 - np.flatnonzero(below)[-1] >= patience)


# %% right: float32
def finished(risks, patience):
    r = np.float32(risks)
    return bool(~np.isfinite(r[-1]) | (r.size - 1 - r.argmin() >= patience))


# %% mistake 373: never
def finished(risks, patience):
    return False


# %% mistake 374: more than patience
def finished(risks, patience):
    return not np.isfinite(risks[-1]) or len(risks) - 1 - int(np.argmin(risks)) > patience


# %% mistake 374: counts the lowest itself
def finished(risks, patience):
    return not np.isfinite(risks[-1]) or len(risks) - int(np.argmin(risks)) >= patience


# %% mistake 375: at the first rise
def finished(risks, patience):
    return not np.isfinite(risks[-1]) or (len(risks) > 1 and risks[-1] >= risks[-2])


# %% mistake 376: rises in a row
def finished(risks, patience):
    rises = 0
    for before, after in zip(risks, risks[1:]):
        rises = rises + 1 if after >= before else 0
    return rises >= patience or not np.isfinite(risks[-1])


# %% mistake 377: rises altogether
def finished(risks, patience):
    rises = sum(after >= before for before, after in zip(risks, risks[1:]))
    return rises >= patience or not np.isfinite(risks[-1])


# %% mistake 378: an equal risk counts as lower [parts: 2]
def finished(risks, patience):
    return not np.isfinite(risks[-1]) or int(np.argmin(risks[::-1])) >= patience


# %% mistake 379: nan and inf go on [parts: 2]
def finished(risks, patience):
    r = np.array(risks)
    r[~np.isfinite(r)] = np.inf
    return len(r) - 1 - int(np.argmin(r)) >= patience


# %% mistake: the other way round
def finished(risks, patience):
    return np.isfinite(risks[-1]) and len(risks) - 1 - int(np.argmin(risks)) < patience


# %% mistake: after so many epochs
def finished(risks, patience):
    return not np.isfinite(risks[-1]) or len(risks) > patience


# %% mistake: the highest in place of the lowest
def finished(risks, patience):
    return not np.isfinite(risks[-1]) or len(risks) - 1 - int(np.argmax(risks)) >= patience
