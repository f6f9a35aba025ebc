/// The numbers of built-in types in `pg_type`, which never change.
struct PostgresType: Hashable, Sendable {
  let number: UInt32

  static let unspecified = PostgresType(number: 0)
  static let bool = PostgresType(number: 16)
  static let char = PostgresType(number: 18)
  static let name = PostgresType(number: 19)
  static let int8 = PostgresType(number: 20)
  static let int2 = PostgresType(number: 21)
  static let int4 = PostgresType(number: 23)
  static let text = PostgresType(number: 25)
  static let oid = PostgresType(number: 26)
  static let json = PostgresType(number: 114)
  static let float4 = PostgresType(number: 700)
  static let float8 = PostgresType(number: 701)
  static let unknown = PostgresType(number: 705)
  static let bpchar = PostgresType(number: 1042)
  static let varchar = PostgresType(number: 1043)
  static let timestamptz = PostgresType(number: 1184)
  static let regclass = PostgresType(number: 2205)
  static let jsonb = PostgresType(number: 3802)

  static let boolArray = PostgresType(number: 1000)
  static let int4Array = PostgresType(number: 1007)
  static let textArray = PostgresType(number: 1009)
  static let int8Array = PostgresType(number: 1016)
  static let float8Array = PostgresType(number: 1022)
  static let timestamptzArray = PostgresType(number: 1185)
}
