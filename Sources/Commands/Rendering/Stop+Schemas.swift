import Simulation

/// The forms of what stops a machine.
extension Fault {
  static let schema: Schema = .named(
    "FAULT",
    [
      "reason": .words(["fault"]), "kind": .words(Fault.Kind.self), "insn": .integer,
      "unit": .text, "message": .text,
    ])
}

extension Deadlock {
  static let schema: Schema = .named(
    "DEADLOCK",
    [
      "reason": .words(["deadlock"]), "waits": .list(wait), "cycle": .list(.text),
      "starved-queue": .text.orNull, "culprit": .integer.orNull, "repairs": .list(Repair.schema),
    ])

  private static let wait: Schema = [
    "unit": .text, "insn": .integer, "queue": .text, "for": .words(Deadlock.Wait.Reason.self),
    "partner": .text, "partner-instruction": .integer.orNull, "pushed": .integer,
    "popped": .integer,
  ]
}

extension Repair {
  static let schema: Schema = .named(
    "REPAIR",
    [
      "insn": .integer, "flag": .text, "set": .flag, "queue": .text, "before": .text,
      "after": .text,
    ])
}

extension Race {
  static let schema: Schema = .named(
    "RACE",
    [
      "reason": .words(["race"]), "first": access, "second": access, "memory": .text,
      "range": .range, "missing": .list(link), "data-dependent": .flag,
    ])

  private static let access: Schema = [
    "insn": .integer, "unit": .text, "access": .words(Race.Access.Kind.self),
  ]

  private static let link: Schema = [
    "queue": .text, "push": .text, "pusher": .integer.orNull, "pop": .text,
    "popper": .integer.orNull,
  ]
}
