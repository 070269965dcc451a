"""The pieces of which programs that train a network are put together, for PyTorch and Keras."""

DRAWN = {
    "same": "weights = {value} + {spread} * generator.normal(0, 1, (n_i, n_o))",
    "glorot": "limit = np.sqrt(6 / (n_i + n_o))\n        weights = generator.uniform(-limit, limit, (n_i, n_o))",
    "he": "weights = generator.normal(0, np.sqrt(2 / n_i), (n_i, n_o))",
}
ACTIVATIONS = {  # in PyTorch, in Keras
    "tanh": ("Tanh", "tanh"),
    "relu": ("ReLU", "relu"),
    "sigmoid": ("Sigmoid", "sigmoid"),
    "identity": ("Identity", "linear"),
}
ERRORS = {  # of the output function: in PyTorch, in Keras
    "linear": ("((net(x) - y) ** 2).sum(1).mean() / 2", "keras.ops.sum((v - y) ** 2, axis=-1) / 2"),
    "sigmoid": (
        "torch.nn.functional.binary_cross_entropy_with_logits(net(x), y)",
        "keras.ops.binary_crossentropy(y, v, from_logits=True)",
    ),
    "softmax": (
        "torch.nn.functional.cross_entropy(net(x), y)",
        "keras.ops.categorical_crossentropy(y, v, from_logits=True)",
    ),
}
NETWORK = {
    "torch": '''\
def network(sizes, seed{given}):
    """The weights are drawn by numpy, the same from the same seed as in Canyon; the biases start at 0."""
    generator = np.random.default_rng(seed)
    layers = []
    for n_i, n_o in itertools.pairwise(sizes):
        {drawn}
        layer = torch.nn.Linear(n_i, n_o)
        layer.weight.data = torch.tensor(weights.T)
        layer.bias.data.zero_()
        layers += [layer, torch.nn.{activation}(){drops}]
    return torch.nn.Sequential(*layers[:-{behind}])


def error(net, x, y):
    """The mean over the examples."""
    return {error}
''',
    "keras": '''\
def network(sizes, seed{given}):
    """The weights are drawn by numpy, the same from the same seed as in Canyon; the biases start at 0."""
    generator = np.random.default_rng(seed)
    layers, start = [keras.Input((sizes[0],))], []
    for n_i, n_o in itertools.pairwise(sizes):
        {drawn}
        layers += [keras.layers.Dense(n_o, "{activation}"{penalty}){drops}]
        start += [weights, np.zeros(n_o)]
{last}\
    layers[-1].activation = keras.activations.linear  # the error knows the output function
    net = keras.Sequential(layers)
    net.set_weights(start)
    return net


def error(y, v):
    """Of each example; Keras takes the mean{and_penalty}."""
    return {error}
''',
}
PENALTY = '''\
def penalty(net{given}):
    """On the weights, not on the biases."""
    weights = [layer.weight for layer in net if isinstance(layer, torch.nn.Linear)]
    return sum({terms} for w in weights)
'''
CLASSES = {
    "torch": '''\
class Dropout(torch.nn.Module):
    """In training, units that are not kept are zeroed, and the others made louder."""

    def __init__(self, rate):
        super().__init__()
        self.rate = rate

    def forward(self, values):
        return values * self.kept / (1 - self.rate) if self.training else values
''',
    "keras": '''\
class Dropout(keras.layers.Layer):
    """In training, units that are not kept are zeroed, and the others made louder."""

    def __init__(self, rate):
        super().__init__()
        self.rate = rate

    def call(self, values, training=False):
        return values * self.kept / (1 - self.rate) if training else values
''',
}
ORDER = '''\
def batches(count, size, seed, epoch):
    """The examples in a new order each epoch: numpy draws the same from the same seed as in Canyon."""
    seed = np.random.SeedSequence(seed, spawn_key=(0, epoch))
    order = np.random.default_rng(seed).permutation(count)
    return np.split(order, range(size, count, size))
'''
MASKS = '''\
def masks(sizes, rate, size, seed, step):
    """Which units each hidden layer keeps, for each example of a batch: drawn as in Canyon, {block} steps at once."""
    generator = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(1, step // {block})))
    return [(generator.random(({block}, size, n)) >= rate)[step % {block}] for n in sizes[1:-1]]
'''
TOLD = 'print(f"{name:%d}  seed {seed}  epoch {epoch + 1:3}  error {now:.6g}, of the others {other:.6g}")'
KEPT = """\
                for layer, kept in zip(drops, masks({sizes}, {rate}, min({batch}, {count}), seed, step)):
                    layer.kept = {kept}
                step += 1
"""
LOOP = {
    "torch": """\
trained = {{}}
for seed in SEEDS:
    {head}
        net = trained[name, seed] = network({sizes}, seed{given})
        optimizer = rule([*net.parameters()])
{drops}\
        for epoch in range(EPOCHS):
{train}\
            for chosen in batches({count}, {batch}, seed, epoch):
{masked}\
                optimizer.zero_grad()
                {error}.backward()
                optimizer.step()
{over}\
            if (epoch + 1) % {every} == 0 or epoch + 1 == EPOCHS:
                now, other = error(net, {x}, {y}).item(), error(net, x_other, y_other).item()
                {told}
""",
    "keras": """\
trained = {{}}
for seed in SEEDS:
    {head}
        net = trained[name, seed] = network({sizes}, seed{given})
        net.compile(optimizer=rule(), loss=error{eagerly})
{drops}\
        for epoch in range(EPOCHS):
            for chosen in batches({count}, {batch}, seed, epoch):
{masked}\
                net.train_on_batch(x[chosen], y[chosen])
            if (epoch + 1) % {every} == 0 or epoch + 1 == EPOCHS:
                now, other = float(net.test_on_batch({x}, {y})), float(net.test_on_batch(x_other, y_other))
                {told}
""",
}
