import CPostgres

extension PostgresServerError {
  /// Reads the error fields of a failed result.
  init(_ result: OpaquePointer) {
    func field(_ code: UInt8) -> String? {
      PQresultErrorField(result, Int32(code)).map { String(cString: $0) }
    }
    let message = PQresultErrorMessage(result).map { String(cString: $0) }
    self.init(
      sqlState: field(UInt8(ascii: "C")) ?? "XX000",
      message: field(UInt8(ascii: "M")) ?? message ?? "unknown error")
    detail = field(UInt8(ascii: "D"))
    hint = field(UInt8(ascii: "H"))
    schema = field(UInt8(ascii: "s"))
    table = field(UInt8(ascii: "t"))
    column = field(UInt8(ascii: "c"))
    constraint = field(UInt8(ascii: "n"))
  }
}
