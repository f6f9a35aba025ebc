/// A trigger written in Swift: its stored properties are its data.
///
///     struct PayBill: Trigger {
///       static let typed = "pay_bill"
///       static let table = "billing_paybill"
///       var amount: Int
///       var recipientID: Int
///
///       func process(_ context: ProcessContext) async throws -> TriggerResult? { … }
///     }
///
/// A type without stored properties needs no table. One with properties lives in `table`, keyed by
/// `trigger_ptr_id` as Django's child tables are (`recipientID` ↔ `recipient_id`), or where it names none, as JSON
/// in `triggertop_payload`.
public protocol Trigger: Codable, Sendable {
  /// The slug in `trigger_type`, at most 50 characters.
  static var typed: String { get }
  /// Its own table; empty (the default) for none.
  static var table: String { get }
  /// Where results of this type go (django-triggers' `_logger_class`), unless the configuration names another logger
  /// for it; nil (the default) for the one for all types.
  static var resultLogger: (any ResultLogger)? { get }

  /// Does the work. Runs on a thread of its own and may block; may be run again after it succeeded, if the process
  /// dies before the success is recorded (at least once).
  ///
  /// - Throws: `ProcessLater` to be run again at a time, with no try counted; anything else is a failed try.
  func process(_ context: ProcessContext) async throws -> TriggerResult?
}

extension Trigger {
  public static var table: String { "" }
  public static var resultLogger: (any ResultLogger)? { nil }
}
