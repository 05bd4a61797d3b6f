"""Python's `random` with the generator of the Rust runtime: PCG XSL RR 128/64, as in oorandom.

The same seed gives the same draws, as long as they are drawn in the same order.
"""

MULTIPLIER = 47026247687942121848144207491837523525
INCREMENT = (0x2FE0E169_FFBD06E3_5BC307BD_4D2F814F << 1 | 1) % 2**128


class Random:
    def __init__(self, seed):
        self.state = 0
        self.draw()
        self.state = (self.state + seed) % 2**128
        self.draw()

    def draw(self):
        """64 random bits."""
        old = self.state
        self.state = (old * MULTIPLIER + INCREMENT) % 2**128
        word = ((old >> 29 ^ old) >> 58) % 2**64
        turns = old >> 122
        return (word >> turns | word << (64 - turns)) % 2**64

    def random(self):
        return (self.draw() >> 11) * 2.0**-53

    def uniform(self, low, high):
        """A length of time between two, in seconds: whole nanoseconds, cut off to microseconds."""
        low, high = round(low * 1e9), round(high * 1e9)
        return (low + round((high - low) * self.random())) // 1_000 / 1e6


class Module:
    """What `import random` gives. What the Rust runtime cannot draw is not there."""

    def __init__(self):
        self.seed()

    def seed(self, seed=1):
        self.__generator = Random(seed)

    def random(self):
        return self.__generator.random()

    def uniform(self, low, high):
        return self.__generator.uniform(low, high)

    Random = Random

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise AttributeError(f"the Rust programs draw with random() and uniform(), so random.{name} is not here")
