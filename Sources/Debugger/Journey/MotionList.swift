/// Every motion, in the order of `help`.
public let allMotions: [Motion] = [
  Motion.resume,
  Motion.step,
  Motion.next,
  Motion.stepInstruction,
  Motion.nextOfUnit,
  Motion.stepMicroOp,
  Motion.stepCycle,
  Motion.finish,
  Motion.until,
  Motion.advance,
]
