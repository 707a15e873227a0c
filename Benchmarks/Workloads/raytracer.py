"""A small ray tracer: spheres over a floor, with shadows and mirrors; vectors are objects, numbers are floats."""

import math

from _outcome import finish


class Vector:
    __slots__ = ("x", "y", "z")

    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y, self.z - other.z)

    def __mul__(self, factor):
        return Vector(self.x * factor, self.y * factor, self.z * factor)

    def dot(self, other):
        return self.x * other.x + self.y * other.y + self.z * other.z

    def unit(self):
        return self * (1.0 / math.sqrt(self.dot(self)))


class Sphere:
    def __init__(self, centre, radius, colour, mirror):
        self.centre = centre
        self.radius = radius
        self.colour = colour
        self.mirror = mirror

    def distance(self, origin, direction):
        offset = origin - self.centre
        half = offset.dot(direction)
        root = half * half - offset.dot(offset) + self.radius * self.radius
        if root < 0.0:
            return None
        near = -half - math.sqrt(root)
        return near if near > 1e-4 else None

    def normal(self, point):
        return (point - self.centre) * (1.0 / self.radius)

    def shade(self, _):
        return self.colour


class Floor:
    mirror = 0.1

    def distance(self, origin, direction):
        if direction.y >= -1e-6:
            return None
        far = -origin.y / direction.y
        return far if far > 1e-4 else None

    def normal(self, _):
        return Vector(0.0, 1.0, 0.0)

    def shade(self, point):
        light = (math.floor(point.x) + math.floor(point.z)) % 2 == 0
        return Vector(0.9, 0.9, 0.9) if light else Vector(0.2, 0.2, 0.2)


class Scene:
    def __init__(self):
        self.lamp = Vector(-6.0, 9.0, -5.0)
        self.bodies = [Floor()]
        for i in range(5):
            centre = Vector(i * 1.6 - 3.2, 0.8, 4.0 + (i % 2) * 1.5)
            self.bodies.append(Sphere(centre, 0.8, Vector(0.2 * i, 0.5, 1.0 - 0.2 * i), 0.35))

    def nearest(self, origin, direction):
        hits = [(body.distance(origin, direction), number) for number, body in enumerate(self.bodies)]
        hits = [hit for hit in hits if hit[0] is not None]
        return min(hits, default=None)

    def trace(self, origin, direction, depth=0):
        hit = self.nearest(origin, direction)
        if hit is None:
            return Vector(0.5, 0.7, 1.0) * (0.5 + 0.5 * direction.y)
        body = self.bodies[hit[1]]
        point = origin + direction * hit[0]
        normal = body.normal(point)
        colour = body.shade(point) * (0.15 + 0.85 * self.brightness(point, normal))
        if depth == 2:
            return colour
        mirrored = direction - normal * (2.0 * direction.dot(normal))
        return colour * (1.0 - body.mirror) + self.trace(point, mirrored, depth + 1) * body.mirror

    def brightness(self, point, normal):
        towards = (self.lamp - point).unit()
        facing = normal.dot(towards)
        if facing <= 0.0 or self.nearest(point, towards) is not None:
            return 0.0
        return facing


def main(width=260, height=170):
    scene = Scene()
    eye = Vector(0.0, 1.6, -4.0)
    picture = []
    for row in range(height):
        for column in range(width):
            direction = Vector((column - width / 2) / height, (height / 2 - row) / height - 0.1, 1.2).unit()
            picture.append(scene.trace(eye, direction))
    return f"{sum(pixel.x + pixel.y + pixel.z for pixel in picture):.6f}"


if __name__ == "__main__":
    finish(main())
