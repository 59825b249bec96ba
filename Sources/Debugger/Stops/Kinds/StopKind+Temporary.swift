extension StopKind {

  /// Stops once.
  public static let temporary = StopKind(
    "tbreak", also: ["tb"], "stop at a location once", examples: ["tb #1"],
    title: "Temporary breakpoint", hit: "temporary breakpoint", isTemporary: true,
    refuse: refuseCells)

}
