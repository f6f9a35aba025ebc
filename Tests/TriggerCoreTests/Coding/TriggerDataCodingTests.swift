import Foundation
import TestSupport
import Testing

@testable import TriggerCore

@Suite struct TriggerDataCodingTests {
  @Test(
    "a property's column is its name in small letters, words parted",
    arguments: [
      ("amount", "amount"), ("recipientID", "recipient_id"), ("recipientId", "recipient_id"), ("URLPath", "url_path"),
      ("htmlBody", "html_body"), ("line2Text", "line2_text"), ("recipient_id", "recipient_id"), ("ID", "id"),
      ("x", "x"),
      ("", ""),
    ])
  func columns(property: String, column: String) { #expect(ColumnName.column(forProperty: property) == column) }

  @Test("what is fired comes back the same, by way of columns and by way of JSON")
  func roundTrip() throws {
    let order = try Order.example()
    let data = try TriggerDataEncoder.encode(order)
    #expect(try TriggerDataDecoder.decode(Order.self, from: data) == order)
    #expect(try TriggerDataDecoder.decode(Order.self, from: TriggerData(json: data.json)) == order)
    #expect(data["recipient_id"] == .integer(7))
    #expect(data["unit_price"] == .decimal("12.5"))
    #expect(data["due_at"] == .instant(.noon))
    #expect(data["note"] == nil)
    #expect(data["lines"]?.json == #"[{"articleID":1,"count":2},{"articleID":9,"count":1}]"#)
  }

  @Test("rows are read as Django writes them: 0 and 1, decimals and dates as text, JSON columns as text")
  func django() throws {
    let data = TriggerData(fields: [
      .init("recipient_id", .integer(7)), .init("is_urgent", .integer(1)), .init("unit_price", .text("12.50")),
      .init("due_at", .text("2026-11-23 12:00:00")), .init("shipped", .text("2026-11-23 12:00:00")),
      .init("lines", .text(#"[{"articleID":1,"count":2}]"#)), .init("note", .null), .init("weight", .integer(3)),
      .init("kind", .text("gift")), .init("labels", .text("{}")), .init("link", .text("https://example.org/x")),
    ])
    let order = try TriggerDataDecoder.decode(Order.self, from: data)
    #expect(order.isUrgent && order.unitPrice == Decimal(string: "12.5") && order.dueAt == .noon)
    #expect(order.lines == [Order.Line(articleID: 1, count: 2)] && order.note == nil && order.weight == 3)
  }

  @Test(
    "data that is no such trigger is refused with the field's name",
    arguments: [
      (#"{"amount":5}"#, "it has no field recipient_id."), (#"{"amount":null,"recipient_id":7}"#, "amount is null."),
      (#"{"amount":"five","recipient_id":7}"#, "amount is no Int."),
      (#"{"amount":5.5,"recipient_id":7}"#, "amount is no Int."),
    ])
  func refused(json: String, reason: String) throws {
    let data = try #require(TriggerData(json: json))
    let error = #expect(throws: InvalidInput.self) { try TriggerDataDecoder.decode(PayBill.self, from: data) }
    #expect(error?.description == "The data is no PayBill: \(reason)")
  }

  @Test("days and UUIDs are read as either database has them, and nothing else is one")
  func daysAndUUIDs() throws {
    struct Visit: Codable, Equatable { var day: CivilDate, code: UUID, days: [CivilDate] }
    let code = try #require(UUID(uuidString: "0190B4DE-76F2-7C3A-9A41-0F3A5D2C8E11"))
    let day = try #require(CivilDate(year: 2028, month: 2, day: 29))
    let visit = Visit(day: day, code: code, days: [day])
    #expect(try TriggerDataEncoder.encode(visit)["day"] == .text("2028-02-29"))
    for text in [code.uuidString, "0190b4de76f27c3a9a410f3a5d2c8e11"] {
      let json = #"{"day":"2028-02-29","code":"\#(text)","days":["2028-02-29"]}"#
      #expect(try TriggerDataDecoder.decode(Visit.self, from: TriggerData(json: json)) == visit)
    }
    for (day, code) in [("2027-02-29", code.uuidString), ("2028-02-29", "0190b4de")] {
      let data = TriggerData(fields: [.init("day", .text(day)), .init("code", .text(code)), .init("days", .array([]))])
      #expect(throws: InvalidInput.self) { try TriggerDataDecoder.decode(Visit.self, from: data) }
    }
    #expect(CivilDate(year: .max, month: 1, day: 1) == nil)
  }

  @Test("a number that is none can't be fired")
  func notANumber() {
    struct Weigh: Codable { var weight = Double.nan }
    let error = #expect(throws: InvalidInput.self) { try TriggerDataEncoder.encode(Weigh()) }
    #expect(error?.description.hasPrefix("The field weight can't be stored") == true)
  }

  @Test("a type without properties has no data and needs none")
  func empty() throws {
    struct Breakfast: Codable, Equatable {}
    #expect(try TriggerDataEncoder.encode(Breakfast()) == TriggerData())
    #expect(try TriggerDataDecoder.decode(Breakfast.self, from: nil) == Breakfast())
  }
}

private struct Order: Codable, Equatable {
  enum Kind: String, Codable { case gift, purchase }

  struct Line: Codable, Equatable {
    var articleID: Int
    var count: UInt8
  }

  var recipientID: Int64
  var isUrgent: Bool
  var unitPrice: Decimal
  var dueAt: Instant
  var shipped: Date
  var lines: [Line]
  var note: String?
  var weight: Double
  var kind: Kind
  var labels: [String: String]
  var link: URL

  static func example() throws -> Order {
    Order(
      recipientID: 7, isUrgent: true, unitPrice: try #require(Decimal(string: "12.5")), dueAt: .noon,
      shipped: Date(timeIntervalSince1970: 1_795_435_200.25),
      lines: [Line(articleID: 1, count: 2), Line(articleID: 9, count: 1)], note: nil, weight: 2.5, kind: .purchase,
      labels: ["colour": "red"], link: try #require(URL(string: "https://example.org/x")))
  }
}
