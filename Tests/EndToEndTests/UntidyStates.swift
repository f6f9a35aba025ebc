import TestSupport

/// The states of triggers in SQL, written from the words of the documentation and not from the program's statements.
enum UntidyStates {
  static func now(_ queue: UntidyQueue) -> String { queue.ago(.zero) }

  static func pending(_ queue: UntidyQueue) -> String {
    "date_processed IS NULL AND number_of_tries < 1 AND (process_after IS NULL OR process_after <= \(now(queue)))"
  }

  static func scheduled(_ queue: UntidyQueue) -> String {
    "date_processed IS NULL AND number_of_tries < 1 AND process_after > \(now(queue))"
  }

  static let failing = "date_processed IS NULL AND number_of_tries BETWEEN 1 AND 3"
  static let warned = "date_processed IS NULL AND number_of_tries > 3"

  static func failedLately(_ queue: UntidyQueue) -> String {
    "successful = false AND date_processed BETWEEN \(queue.ago(.seconds(86_400))) AND \(now(queue))"
  }

  static func doneLately(_ queue: UntidyQueue) -> String {
    "date_processed BETWEEN \(queue.ago(.seconds(3_600))) AND \(now(queue)) AND (successful OR successful IS NULL)"
  }

  static func attention(_ queue: UntidyQueue) -> String {
    "(\(failing)) OR (\(warned)) OR (\(failedLately(queue)))"
  }

  /// By the labels of the dashboard's tiles.
  static func tiles(_ queue: UntidyQueue) -> [(String, String)] {
    [
      ("PENDING", pending(queue)), ("SCHEDULED", scheduled(queue)), ("FAILING", failing), ("WARNED", warned),
      ("FAILED 24h", failedLately(queue)), ("DONE 1h", doneLately(queue)),
    ]
  }

  /// By the labels of the snapshot.
  static func all(_ queue: UntidyQueue) -> [(String, String)] {
    [
      ("pending", pending(queue)), ("scheduled", scheduled(queue)), ("failing", failing), ("warned", warned),
      ("failed", failedLately(queue)), ("succeeded", doneLately(queue)),
      ("due", "date_processed IS NULL AND (process_after IS NULL OR process_after <= \(now(queue)))"),
    ]
  }

  static func filters(_ queue: UntidyQueue) -> [(String, String)] {
    [
      ("state:failing", failing), ("state:warned", warned), ("state:scheduled", scheduled(queue)),
      ("state:failed", "successful = false AND date_processed IS NOT NULL"),
      ("state:failed type:pay_bill within:24h", "\(failedLately(queue)) AND trigger_type = 'pay_bill'"),
      ("type:grow_tree", "trigger_type = 'grow_tree'"),
      ("type:顧客通知 tries:>3", "trigger_type = '顧客通知' AND number_of_tries > 3"),
      ("source:~חשבונית", "source LIKE '%חשבונית%'"),
      ("id:100-300", "id BETWEEN 100 AND 300"),
    ]
  }
}

extension UntidyQueue {
  func count(_ condition: String) async throws -> Int {
    try await number("SELECT count(*) FROM djtriggers_trigger WHERE \(condition)")
  }

  /// All rows that belong to triggers of some types, a text a row, by table.
  func contents(of types: [String]) async throws -> [String: [[String?]]] {
    let list = types.map { "'\($0)'" }.joined(separator: ", ")
    let ids = "SELECT id FROM djtriggers_trigger WHERE trigger_type IN (\(list))"
    var contents: [String: [[String?]]] = [:]
    for (table, key) in [
      ("djtriggers_trigger", "id"), ("geo_move", "trigger_ptr_id"), ("app_setting", "trigger_ptr_id"),
      ("app_node", "trigger_ptr_id"), ("app_ticket", "trigger_id"), ("djtriggers_triggerresult", "trigger_id"),
    ] {
      contents[table] = try await sql("SELECT * FROM \(table) WHERE \(key) IN (\(ids)) ORDER BY \(key)")
    }
    return contents
  }
}
