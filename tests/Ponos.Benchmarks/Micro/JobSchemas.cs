namespace Ponos.Benchmarks.Micro;

/// <summary>The contracts of the two jobs, in the words that all three validators know (draft 7).</summary>
internal static class JobSchemas
{
    public const string ImageJob =
        """
        {
          "$schema": "http://json-schema.org/draft-07/schema#",
          "type": "object",
          "properties": {
            "tid": { "type": "string", "maxLength": 64 },
            "id": { "type": "string", "minLength": 1, "maxLength": 36 },
            "dock": { "type": "string", "minLength": 1, "maxLength": 64 },
            "image": { "type": "string", "minLength": 1, "maxLength": 256 },
            "keep": { "type": "integer", "minimum": 1, "maximum": 100 },
            "fails": { "type": "boolean" },
            "sentAt": { "type": "integer" },
            "note": { "type": "string", "maxLength": 2000 }
          },
          "required": ["id", "dock", "image", "keep", "fails", "sentAt", "note"],
          "additionalProperties": false
        }
        """;

    public const string ShopOrder =
        """
        {
          "$schema": "http://json-schema.org/draft-07/schema#",
          "type": "object",
          "properties": {
            "tid": { "type": "string", "maxLength": 64 },
            "id": { "type": "string", "minLength": 1, "maxLength": 36 },
            "customer": { "type": "string", "minLength": 1, "maxLength": 100 },
            "email": { "type": "string", "maxLength": 254 },
            "express": { "type": "boolean" },
            "shipTo": { "$ref": "#/definitions/address" },
            "tags": { "type": "array", "items": { "type": "string", "maxLength": 20 }, "maxItems": 10 },
            "lines": { "type": "array", "items": { "$ref": "#/definitions/line" }, "minItems": 1, "maxItems": 100 },
            "note": { "type": "string", "maxLength": 1000 }
          },
          "required": ["id", "customer", "email", "express", "shipTo", "tags", "lines", "note"],
          "additionalProperties": false,
          "definitions": {
            "address": {
              "type": "object",
              "properties": {
                "street": { "type": "string", "minLength": 1, "maxLength": 100 },
                "city": { "type": "string", "minLength": 1, "maxLength": 100 },
                "postalCode": { "type": "string", "minLength": 1, "maxLength": 12 },
                "country": { "enum": ["DE", "FR", "GB", "US"] }
              },
              "required": ["street", "city", "postalCode", "country"],
              "additionalProperties": false
            },
            "line": {
              "type": "object",
              "properties": {
                "sku": { "type": "string", "minLength": 1, "maxLength": 20 },
                "title": { "type": "string", "minLength": 1, "maxLength": 200 },
                "quantity": { "type": "integer", "minimum": 1, "maximum": 1000 },
                "price": { "type": "number", "minimum": 0, "maximum": 100000 },
                "refundable": { "type": "boolean" }
              },
              "required": ["sku", "title", "quantity", "price", "refundable"],
              "additionalProperties": false
            }
          }
        }
        """;
}
