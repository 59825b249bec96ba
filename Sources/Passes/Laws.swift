extension Law {

  /// Every law of programs, one line each, in the order in which they are checked.
  ///
  /// The others are read only of programs that keep the first three.
  public static let all: [Law] = [
    Law("operands", "every operand, parameter and result is a node of the graph", \.strayOperand),
    Law("acyclic", "no value depends on itself", \.selfDependence),
    Law(
      "forms", "an expression has the operands of its kind; parameters are variables", \.malformed),
    Law("globals", "a global names a function of the program", \.strayGlobal),
    Law(
      "bound", "a variable is a parameter of the function that reads it, or a `let` binds it",
      \.unbound),
    Law("closed", "a composite reads nothing but its parameters and constants", \.openComposite),
    Law("typed", "every value has a type, and it is the one that inference finds", \.mistyped),
    Law(
      "composites", "a composite has a name, and the accelerator that it says to be of has one",
      \.misnamedComposite),
    Law(
      "annotations", "a `compiler_end` ends what `compiler_begin`s of the same accelerator began",
      \.unpairedAnnotation),
    Law("partitioned", "no annotation is left inside of a region or a composite", \.leftAnnotation),
    Law(
      "regions", "a function with `Compiler` is `Primitive`, and one without reaches it",
      \.looseRegion),
    Law(
      "origins", "what a value was made from exists, and a node of the model or a pass made it",
      \.rootless),
    Law(
      "lowered", "what was lowered is a region of that accelerator, with an origin for each line",
      \.strayLowering),
    Law(
      "storage", "values that are alive at the same time share no memory, and each has room",
      \.crowdedStorage),
  ]

  /// How many laws must hold before the others can be read.
  static let basicCount = 3

}
