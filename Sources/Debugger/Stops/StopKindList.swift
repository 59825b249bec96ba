/// Every kind of entry, in the order of `help`.
public let allStopKinds: [StopKind] = [
  StopKind.breakpoint,
  StopKind.temporary,
  StopKind.write,
  StopKind.read,
  StopKind.access,
  StopKind.log,
]
