import CKernels

extension MachinePlan {

  /// An engine that knows the program, and nothing yet of what it runs on.
  @unsafe func makeEngine() -> dk_machine {
    var engine = unsafe dk_machine()
    unsafe engine.records = UnsafePointer(records.start)
    unsafe engine.transfers = UnsafePointer(transfers.start)
    unsafe engine.vectors = UnsafePointer(vectors.start)
    unsafe engine.encoding = encoding
    unsafe engine.units = UInt32(lists.count)
    unsafe engine.lists = UnsafePointer(listStarts.start)
    unsafe engine.queue_depths = hasQueueDepths ? UnsafePointer(queueDepthTable.start) : nil
    unsafe engine.token_depths = UnsafePointer(tokenDepthTable.start)
    unsafe engine.instruction_work = costs.instruction
    unsafe engine.level = level
    unsafe engine.rows = product.rows
    unsafe engine.columns = product.columns
    unsafe engine.depth = product.depth
    unsafe engine.lanes = product.lanes
    unsafe engine.micro_ops = place(microOpsNumber)
    unsafe engine.inputs = place(inputNumber)
    unsafe engine.weights = place(weightNumber)
    unsafe engine.sums = place(sumsNumber)
    if let results {
      unsafe engine.results = place(results.number)
      unsafe engine.result_width = results.valueBytes
    }
    return unsafe engine
  }

  private func place(_ slot: Int) -> dk_memory {
    let place = layout.slots[slot]
    return dk_memory(
      number: UInt32(slot), depth: UInt32(place.depth), bytes: UInt32(place.elementBytes),
      offset: place.offset, stamps: place.stamps)
  }

  /// Room for inputs and weights in another order. Where sums lie in the memory of a factor, an
  /// instruction may read what it wrote, and there is none.
  func makeShadow() -> OpaquePointer? {
    guard sumsNumber != inputNumber, sumsNumber != weightNumber, inputNumber != weightNumber else {
      return nil
    }
    return unsafe dk_shadow_make(
      level, product.rows, product.columns, product.depth, UInt32(product.input.depth),
      UInt32(product.weight.depth))
  }

}
