import Testing
import TriggerCore

extension Operator {
  static let anna = Operator(name: "anna 請", host: "web3")
}

/// The steps of rules on data.
extension StoreFixture {
  var editing: any TriggerEditing {
    get throws { try #require(store as? any TriggerEditing, "the store can't edit") }
  }

  func seen(_ id: TriggerID) async throws -> TriggerDetail {
    try #require(try await store.detail(of: id, now: .noon))
  }

  /// Fires one with data in its own table.
  func bill() async throws -> TriggerDetail {
    let data = TriggerData(fields: [.init("amount", .integer(5)), .init("recipient", .text("7"))])
    let bill = NewTrigger(type: "pay_bill", data: data, table: "billing_paybill")
    return try await seen(try await store.fire([bill], now: .noon)[0])
  }

  func edit(
    _ detail: TriggerDetail, _ changes: [TriggerData.Field], now: Instant = .noon
  ) async throws -> OperationResult {
    let edit = DataEdit(Target(detail.row.record), seen: try #require(detail.data), changes: changes)
    return try await editing.edit(edit, by: .anna, now: now)
  }
}
