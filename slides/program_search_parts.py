"""The pieces of which programs that search for hyperparameters are put together, for PyTorch and Keras."""

BETWEEN = '''\
class Between:
    """Numbers from low to high, drawn as in Canyon: by ratio, a factor is as likely here as there."""

    def __init__(self, low, high, by_ratio=False):
        self.low, self.high, self.by_ratio = low, high, by_ratio

    def rvs(self, random_state):
        whole = isinstance(self.low, int)
        low, high = (self.low - 0.5, self.high + 0.5) if whole else (self.low, self.high)
        if self.by_ratio:
            value = math.exp(random_state.uniform(math.log(low), math.log(high)))
        else:
            value = random_state.uniform(low, high)
        return min(max(round(value), self.low), self.high) if whole else float(f"{value:.4g}")
'''
FIT = {
    "torch": '''\
def fit(setting, seed, data):
    """The lowest validation error, {told} then, and the epoch, 0 for the start."""
    {parts} = map(torch.tensor, data)
    measured = {measured}
    sizes = ({inputs}, *[setting["width"]] * setting["layers"], {outputs})
{takes}\
    net = network(sizes, seed{given})
    optimizer = RULES[setting["algorithm"]]([*net.parameters()], setting["eta"])
{drops}\
    best = [*(error(net, *part).item() for part in measured), 0]
    for epoch in range(1, setting["epochs"] + 1):
{train}\
        for chosen in batches(len(x), setting["batch_size"], seed, epoch - 1):
{masked}\
            optimizer.zero_grad()
            {error}.backward()
            optimizer.step()
{over}\
        now = [*(error(net, *part).item() for part in measured), epoch]
        if now[0] < best[0]:
            best = now
        if epoch - best[-1] >= PATIENCE or not math.isfinite(now[0]):
            break
    return best
''',
    "keras": '''\
def mean_error(net, x, y):
    """Of the examples, without penalties."""
    return float(keras.ops.mean(error(y, net(x))))


def fit(setting, seed, data):
    """The lowest validation error, {told} then, and the epoch, 0 for the start."""
    {parts} = data
    measured = {measured}
    sizes = ({inputs}, *[setting["width"]] * setting["layers"], {outputs})
{takes}\
    net = network(sizes, seed{given})
    net.compile(optimizer=RULES[setting["algorithm"]](setting["eta"]), loss=error{eagerly})
{drops}\
    best = [*(mean_error(net, *part) for part in measured), 0]
    for epoch in range(1, setting["epochs"] + 1):
        for chosen in batches(len(x), setting["batch_size"], seed, epoch - 1):
{masked}\
            net.train_on_batch(x[chosen], y[chosen])
        now = [*(mean_error(net, *part) for part in measured), epoch]
        if now[0] < best[0]:
            best = now
        if epoch - best[-1] >= PATIENCE or not math.isfinite(now[0]):
            break
    return best
''',
}
KEPT = """\
            for layer, kept in zip(drops, masks(sizes, {rate}, min(setting["batch_size"], len(x)), seed, step)):
                layer.kept = {kept}
            step += 1
"""
MODELS = """\
MODELS = {
    "tree": lambda depth, leaf, seed: DecisionTree{of}(max_depth=depth, min_samples_leaf=leaf, random_state=seed),
    "boosted trees": lambda depth, leaf, trees, shrinkage, seed: GradientBoosting{of}(
        n_estimators=trees, learning_rate=shrinkage, max_depth=depth, min_samples_leaf=leaf, random_state=seed
    ),
}
"""
TREE = '''\
def fit_tree(kind, setting, seed, data):
    """The lowest validation error, of boosted trees of as many as are best; and how many."""
    x, y, x_val, y_val = data
    model = MODELS[kind](**setting, seed=seed).fit(x, {labels})
    errors = [*tree_errors(kind, model, x_val, y_val)]
    return min(errors), int(np.argmin(errors)) + 1
'''
TREE_ERRORS = {
    "regression": '''\
def tree_errors(kind, model, x, y):
    """The error that networks have, of boosted trees for each number of them."""
    for v in model.staged_predict(x) if kind == "boosted trees" else [model.predict(x)]:
        yield ((v - y[:, 0]) ** 2).mean() / 2
''',
    "classes": '''\
def tree_errors(kind, model, x, y):
    """The error that networks have, of boosted trees for each number of them."""
    if kind == "boosted trees":
        found = model.staged_predict_proba(x)
    else:  # a leaf counts one more example of each class, so that none is held impossible
        count = model.tree_.n_node_samples[model.apply(x)][:, None]
        found = [(model.predict_proba(x) * count + 1) / (count + len(model.classes_))]
    for shares in found:
        p = np.full((len(x), {classes}), 1e-6)
        p[:, model.classes_.astype(int)] = np.clip(shares, 1e-6, 1 - 1e-6)
        yield -np.log(p[np.arange(len(x)), {labels}] / p.sum(1)).mean()
''',
}
ROW = '''\
def row(setting, seeds, data):
    """The errors, their means over the seeds, and each seed's epoch."""
    *errors, epochs = zip(*(fit(setting, seed, data) for seed in seeds))
    return *(float(np.mean(error)) for error in errors), epochs
'''
ROW_OF_KINDS = '''\
def row(kind, setting, seeds, data):
    """The errors, their means over the seeds, and each seed's epoch or number of trees."""
    fits = [fit(setting, seed, data) if kind == "network" else fit_tree(kind, setting, seed, data) for seed in seeds]
    *errors, epochs = zip(*fits)
    return *(float(np.mean(error)) for error in errors), epochs
'''
TABLE = """\
data, table = examples({drawn}), []
for number, setting in enumerate(SETTINGS, 1):
    table.append(row(setting, SEEDS, data))
    validation, training, epochs = table[-1]
    print(f"{number:2}  error {validation:.6g}, in training {training:.6g}, best epochs {epochs}:", setting)
"""
ROUNDS = """\
data, rounds, going = examples({drawn}), [], range(len(SETTINGS))
for count, most in ROUNDS:
    going = sorted(sorted(going, key=lambda i: rounds[-1][i][0] if rounds else 0)[:count])
    rounds.append({i: row(SETTINGS[i] | {"epochs": most}, SEEDS, data) for i in going})
    for i, (validation, training, epochs) in rounds[-1].items():
        print(f"{i + 1:2}  error {validation:.6g}, in training {training:.6g}, best epochs {epochs}:", SETTINGS[i])
"""
LAST = """\
last = {i: found for tried in rounds for i, found in tried.items()}
table = [last[i] for i in range(len(SETTINGS))]
"""
BEST = """\
errors = np.array([validation for validation, *_ in table])
print(f"The best, with {errors.min():.6g}:", SETTINGS[errors.argmin()])
print(f"{(errors <= 1.1 * errors.min()).sum() - 1} others of {len(errors)} come within 10 % of it")
"""
MATTERS = '''\
def explained(groups):
    """The share of the spread of log errors between groups, less what as many groups at random explain."""
    log = np.log(np.maximum(errors, 1e-12))
    parts = [log[groups == group] for group in np.unique(groups)]
    n, k, spread = len(log), len(parts), ((log - log.mean()) ** 2).sum()
    if k < 2 or n <= k or spread <= 1e-12:
        return 0.0
    within = sum(((part - part.mean()) ** 2).sum() for part in parts)
    return max(0.0, 1 - within / (n - k) / (spread / (n - 1)))


shares = {}
for name in {varied}:
    values = [setting[name] for setting in SETTINGS]
    groups = np.unique(values, return_inverse=True)[1]
    if name != "algorithm" and (groups.max() >= 6 or not isinstance(SPACE[name], list)):  # thirds, by rank
        groups = np.argsort(np.argsort(values, kind="stable"), kind="stable") * 3 // len(values)
    shares[name] = explained(groups)
for name in sorted(shares, key=shares.get, reverse=True):
    print(f"{name} alone explains {100 * shares[name]:.1f} % of the spread")
'''
HALVING = """\
table = [row(setting, SEEDS, data) for setting in SETTINGS]  # all to the end
best = min(range(len(table)), key=lambda i: table[i][0])
validation, _, winner = min((tried[i][0], -number, i) for number, tried in enumerate(rounds) for i in tried)
stayed = sum(best in tried for tried in rounds)
epochs = sum(count * most for count, most in ROUNDS) / (ROUNDS[0][0] * ROUNDS[-1][1])
print(f"The best by halving, with {validation:.6g}:", SETTINGS[winner])
print(f"The best of all to the end, with {table[best][0]:.6g}:", SETTINGS[best])
print(f"That one was in {stayed} of {len(rounds)} rounds, which take {100 * epochs:.0f} % of the epochs at most")
"""
SPLIT = """\
for split in SPLITS:
    data, seeds = examples({drawn}), range(split, split + {seeds})
"""
BUDGET = (
    """\
tables = {"grid": [], "random": []}  # of each split
"""
    + SPLIT
    + """\
    drawn = {"grid": ParameterGrid(GRID), "random": ParameterSampler(SPACE, {number}, random_state={draws})}
    for name, settings in drawn.items():
        tables[name].append([(*row(setting, seeds, data), setting) for setting in settings])
        validation, *_, setting = min(tables[name][-1], key=lambda found: found[0])
        print(f"split {split}, {name:6}: {validation:.6g}", setting)
lowest = {name: [min(error for error, *_ in table) for table in tables[name]] for name in tables}
lower = sum(random < grid for grid, random in zip(lowest["grid"], lowest["random"]))
print(f"Random draws found the lower error in {lower} of {len(SPLITS)} splits; medians:", end=" ")
print(*(f"{name} {np.median(errors):.6g}" for name, errors in lowest.items()))
"""
)
KINDS = (
    """\
tables, seconds = {kind: [] for kind in SETTINGS}, dict.fromkeys(SETTINGS, 0.0)
"""
    + SPLIT
    + """\
    for kind, settings in SETTINGS.items():
        began = time.perf_counter()
        tables[kind].append([row(kind, setting, seeds, data) for setting in settings])
        seconds[kind] += time.perf_counter() - began
        validation, *_, setting = min(found + (str(setting),) for found, setting in zip(tables[kind][-1], settings))
        print(f"split {split}, {kind:13}: {validation:.6g}", setting)
for kind in SETTINGS:
    errors = [min(error for error, *_ in table) for table in tables[kind]]
    print(f"{kind:13}: median of the lowest {np.median(errors):.6g}, in {seconds[kind]:.1f} s on this machine")
"""
)
TESTED = (
    '''\
def winners(table):
    """Validation and test error of the best by validation of 1, 2, … settings, means over all ways to take so many."""
    count = len(table)
    chances = [
        [math.comb(count - 1 - i, n - 1) / math.comb(count, n) for i in range(count)] for n in range(1, count + 1)
    ]
    return np.array(chances) @ sorted([validation, test] for validation, _, test, _ in table)


tables, found = [], []
'''
    + SPLIT
    + """\
    tables.append([row(setting, seeds, data) for setting in SETTINGS])
    found.append(winners(tables[-1]))
    winner = min(range(len(SETTINGS)), key=lambda i: tables[-1][i][0])
    validation, _, test, _ = tables[-1][winner]
    print(f"split {split}: validation error {validation:.6g}, test error {test:.6g}", SETTINGS[winner])
for tried, (validation, test) in enumerate(np.mean(found, axis=0), 1):
    print(f"{tried:2} tried: the winner's validation error {validation:.6g}, test error {test:.6g}")
"""
)
CHOSEN = (
    """\
tables = []
"""
    + SPLIT
    + """\
    tables.append([row(setting, seeds, data) for setting in SETTINGS])
    lowest = np.inf
    for tried, (validation, _, test, _) in enumerate(tables[-1], 1):
        if validation < lowest:
            lowest, tested = validation, test
        print(f"split {split}, {tried:2} tried: validation error of the best {lowest:.6g}, test error {tested:.6g}")
"""
)
