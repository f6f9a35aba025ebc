import Foundation

/// What is one value in a column or in JSON, rather than a container of its own.
protocol DataConvertible {
  /// Nil where the value is of another kind or does not fit.
  init?(_ value: DataValue)
  /// Nil where no column could hold it (a float that is no number).
  var dataValue: DataValue? { get }
}

extension Bool: DataConvertible {
  /// SQLite has no booleans: Django stores 0 and 1.
  init?(_ value: DataValue) {
    switch value {
    case .bool(let flag): self = flag
    case .integer(0): self = false
    case .integer(1): self = true
    default: return nil
    }
  }

  var dataValue: DataValue? { .bool(self) }
}

extension String: DataConvertible {
  init?(_ value: DataValue) {
    switch value {
    case .text(let text), .decimal(let text): self = text
    case .instant(let instant): self = instant.iso8601
    default: return nil
    }
  }

  var dataValue: DataValue? { .text(self) }
}

extension DataConvertible where Self: FixedWidthInteger {
  init?(_ value: DataValue) {
    switch value {
    case .integer(let number): self.init(exactly: number)
    case .decimal(let digits): self.init(digits)
    default: return nil
    }
  }

  var dataValue: DataValue? { Int64(exactly: self).map(DataValue.integer) ?? .decimal(String(self)) }
}

extension Int: DataConvertible {}
extension Int8: DataConvertible {}
extension Int16: DataConvertible {}
extension Int32: DataConvertible {}
extension Int64: DataConvertible {}
extension UInt: DataConvertible {}
extension UInt8: DataConvertible {}
extension UInt16: DataConvertible {}
extension UInt32: DataConvertible {}
extension UInt64: DataConvertible {}

extension DataConvertible where Self: BinaryFloatingPoint & LosslessStringConvertible {
  init?(_ value: DataValue) {
    switch value {
    case .integer(let number): self.init(number)
    case .decimal(let digits): self.init(digits)
    default: return nil
    }
  }

  var dataValue: DataValue? { isFinite ? .decimal(description) : nil }
}

extension Double: DataConvertible {}
extension Float: DataConvertible {}

extension Decimal: DataConvertible {
  /// From text too, which is how Django keeps decimals in some databases.
  init?(_ value: DataValue) {
    switch value {
    case .integer(let number): self.init(number)
    case .decimal(let digits), .text(let digits):
      guard JSONReader.isNumber(digits), let decimal = Decimal(string: digits) else { return nil }
      self = decimal
    default: return nil
    }
  }

  var dataValue: DataValue? { isFinite ? .decimal(description) : nil }
}

extension Instant: DataConvertible {
  init?(_ value: DataValue) {
    switch value {
    case .instant(let instant): self = instant
    case .text(let text): self.init(iso8601: text)
    default: return nil
    }
  }

  var dataValue: DataValue? { .instant(self) }
}

extension Date: DataConvertible {
  /// A `Date` has no infinities: such a value does not fit.
  init?(_ value: DataValue) {
    guard let instant = Instant(value), instant.isFinite else { return nil }
    let micros = instant.microseconds.quotientAndRemainder(dividingBy: 1_000_000)
    self.init(
      timeIntervalSince1970: Double(micros.quotient + Instant.unixOffset) + Double(micros.remainder) / 1_000_000)
  }

  /// To the nearest microsecond.
  var dataValue: DataValue? {
    let seconds = timeIntervalSince1970
    guard seconds.isFinite, seconds.magnitude < 1e12 else { return nil }
    let micros = ((seconds - seconds.rounded(.down)) * 1_000_000).rounded()
    return .instant(Instant(secondsSince1970: Int64(seconds.rounded(.down)), microseconds: Int64(micros)))
  }
}

extension URL: DataConvertible {
  init?(_ value: DataValue) {
    guard case .text(let text) = value else { return nil }
    self.init(string: text)
  }

  var dataValue: DataValue? { .text(absoluteString) }
}

extension CivilDate: DataConvertible {
  init?(_ value: DataValue) {
    guard case .text(let text) = value else { return nil }
    self.init(text)
  }

  var dataValue: DataValue? { .text(description) }
}

extension UUID: DataConvertible {
  init?(_ value: DataValue) {
    guard case .text(let text) = value else { return nil }
    self.init(digits: text)
  }

  var dataValue: DataValue? { .text(uuidString) }
}

extension UUID {
  /// - Parameter text: with hyphens, or as the 32 digits that Django writes where a database has no such type.
  init?(digits text: String) {
    guard text.utf8.count == 32, text.allSatisfy(\.isHexDigit) else {
      self.init(uuidString: text)
      return
    }
    let digits = Array(text)
    let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }
    self.init(uuidString: groups.joined(separator: "-"))
  }
}
