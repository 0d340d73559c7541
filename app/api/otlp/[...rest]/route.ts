import { noSuchRoute } from "@/lib/platform/http/no-such-route";

export { noSuchRoute as GET, noSuchRoute as POST };
