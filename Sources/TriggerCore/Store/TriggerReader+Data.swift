extension TriggerReader {
  public func data(of ids: [TriggerID]) async throws -> [TriggerID: TriggerData] {
    var data: [TriggerID: TriggerData] = [:]
    for id in ids {
      let detail = try await detail(of: id, now: nil)
      try detail?.checkReadable()
      data[id] = detail?.data
    }
    return data
  }

  public func table(ofType type: String) async throws -> String? { nil }
}

extension TriggerDetail {
  /// - Throws: `StoreError.failed` where there may be data that can't be read.
  func checkReadable() throws(StoreError) {
    guard let problem = dataProblem else { return }
    throw .failed("The data of trigger \(row.id) can't be read: \(problem)\(problem.hasSuffix(".") ? "" : ".")")
  }
}
