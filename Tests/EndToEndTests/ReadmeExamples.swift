import TerminalNcurses
import TriggerCore
import TriggerDashboard

// Between the marks stands, word for word, what README shows; ReadmeTests compares.

// README:dashboard
struct Breakfast: Trigger {
  static let typed = "breakfast"

  func process(_ context: ProcessContext) async throws -> TriggerResult? { "eggs and toast" }
}

struct PayBill: Trigger {
  static let typed = "pay_bill"
  static let table = "billing_paybill"
  var amount: Int
  var recipientID: Int

  func process(_ context: ProcessContext) async throws -> TriggerResult? {
    if amount > 1_000, context.record.tries == 0 { throw ProcessLater(at: .now + .hours(8)) }
    return "paid \(amount) to \(recipientID)"
  }
}
// README:end

// README:run
func runDashboard(on store: some TriggerStore) throws {
  var registry = HandlerRegistry()
  try registry.register(Breakfast.self)
  try registry.register(PayBill.self)
  let processor = Processor(store: store, registry: registry)
  let terminal = try NcursesTerminal(theme: .dashboard(on: .dark))
  Dashboard(store: store, processor: processor).run(on: terminal)
}
// README:end

// README:queue
func payBills(on queue: TriggerQueue) async throws {
  let id = try await queue.fire(
    PayBill(amount: 5, recipientID: 7), source: ["invoice", 4411], after: .now + .hours(8))
  do {
    try await queue.process(PayBill.self, id: id, force: true)
  } catch {
    print("not paid: \(error)")
  }
  if var bill = try await queue.trigger(PayBill.self, id: id) {
    bill.value.amount = 6
    if try await queue.save(bill) == .changed { print("somebody else changed it first") }
  }
  for try await bill in queue.triggers(of: PayBill.self, .unprocessed) { print(bill.value.amount) }
}
// README:end
