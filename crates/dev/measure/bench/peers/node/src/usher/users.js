// User records in the DynamoDB table.

import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";

import { configuration, unavailable } from "./aws.js";
import { required } from "./config.js";
import { Unavailable } from "./errors.js";
import { ofRow } from "./user.js";

/** The table of user records. */
export class Users {
  #dynamodb = new DynamoDBClient({
    ...configuration,
    accountIdEndpointMode: "disabled",
    endpointDiscoveryEnabled: false,
  });
  #table = required("USERS_TABLE");

  /** The user with this id, or undefined; also undefined if the user is being erased. */
  async byId(id) {
    const row = await this.#row(`user#${id}`);
    if (row === undefined || row.hidden_at !== undefined) return undefined;
    try {
      return ofRow(row);
    } catch {
      throw new Unavailable("read a user record", "an attribute is missing or malformed");
    }
  }

  /** The user with this address, or undefined. */
  async byEmail(email) {
    const row = await this.#row(`email#${email}`);
    return row && this.byId(row.user_id.S);
  }

  async #row(key) {
    const command = new GetItemCommand({ TableName: this.#table, Key: { pk: { S: key } }, ConsistentRead: true });
    const output = await this.#dynamodb.send(command).catch((error) => {
      throw unavailable("dynamodb:GetItem", error);
    });
    return output.Item;
  }
}
