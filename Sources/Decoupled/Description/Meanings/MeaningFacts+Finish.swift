extension MeaningFacts {

  /// Ends the stream.
  static let finish = MeaningFacts(
    required: [], optional: [], endsStream: true, takesUndefined: true,
    operation: { _, _, _ in .end }, effect: { _ in ["does: stop"] })

}
