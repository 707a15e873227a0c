"""JSON encoded and decoded: a document of nested objects, changed a little in every round."""

import json

from _outcome import finish


def document(size):
    return {
        "orders": [
            {
                "id": number,
                "customer": {"name": f"Customer {number}", "email": f"c{number}@example.org", "vip": number % 7 == 0},
                "lines": [
                    {"sku": f"SKU-{number}-{line}", "price": line * 1.25, "tags": ["a", "b"]} for line in range(4)
                ],
                "note": None,
            }
            for number in range(size)
        ]
    }


def main():
    current = document(3000)
    length = 0
    for round_number in range(22):
        text = json.dumps(current, indent=1 if round_number % 8 == 7 else None)
        length += len(text)
        current = json.loads(text)
        current["orders"][round_number]["note"] = f"seen in round {round_number}"
    return length


if __name__ == "__main__":
    finish(main())
