extension TriggerReader {
  public func data(of ids: [TriggerID]) async throws -> [TriggerID: TriggerData] {
    var data: [TriggerID: TriggerData] = [:]
    for id in ids { data[id] = try await detail(of: id, now: nil)?.data }
    return data
  }
}
