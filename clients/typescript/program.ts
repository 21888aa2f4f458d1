// A program on the generated types: `cargo xtask lint --only clients` type-checks it, and nothing runs it.

import createClient from "openapi-fetch";
import type { components, paths } from "./usher.js";

type Person = components["schemas"]["Person"];

const anyone = createClient<paths>({ baseUrl: "http://localhost:8010" });

export async function signIn(email: string, password: string): Promise<string> {
  const { data, error } = await anyone.POST("/api/user/login", { body: { email, password } });
  if (data === undefined) throw new Error(JSON.stringify(error));
  return data.tokens.access;
}

export async function change(access: string, picture: Blob): Promise<Person | undefined> {
  const headers = { Authorization: `JWT ${access}` };
  const form = new FormData();
  form.append("profile_pic", picture);
  await fetch("http://localhost:8010/api/user/update", { method: "PUT", headers, body: form });
  const { data } = await anyone.PUT("/api/user/update", { headers, body: { full_name: "Ada King", profile_pic: null } });
  return data;
}

export async function picture(person: Person): Promise<Blob | undefined> {
  const image_name = person.profile_pic?.split("/").at(-1);
  if (image_name === undefined) return undefined;
  const { data } = await anyone.GET("/api/user/media/{image_name}", { params: { path: { image_name } }, parseAs: "blob" });
  return data;
}

export async function administer(access: string): Promise<number | undefined> {
  const headers = { Authorization: `Bearer ${access}` };
  const body = { userId: "marie", password: "correct horse battery", userType: "2" as const, email: "marie@example.com" };
  const { data } = await anyone.POST("/api/users/create", { headers, body });
  return data?.data.id;
}

export async function leave(user_id: string, confirmation_token: string): Promise<boolean> {
  const { response } = await anyone.POST("/user/remove", { body: { user_id, confirmation_token } });
  return response.ok;
}
