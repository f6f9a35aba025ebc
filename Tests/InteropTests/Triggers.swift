import Foundation
import TriggerCore

/// The project's models, in Swift.
struct Breakfast: Trigger {
  static let typed = "breakfast"

  func process(_ context: ProcessContext) async throws -> TriggerResult? { "eggs" }
}

struct PayBill: Trigger {
  static let typed = "pay_bill"
  static let table = "billing_paybill"

  var amount: Int
  var recipient: String
  var fee: Decimal?
  var urgent: Bool
  var dueOn: String?

  func process(_ context: ProcessContext) async throws -> TriggerResult? {
    "\(amount) and \(fee ?? 0) to \(recipient) by \(dueOn ?? "any day"), urgent: \(urgent)"
  }
}
